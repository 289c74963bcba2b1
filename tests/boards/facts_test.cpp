// What must hold for every board that we define.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "cli/board/board.hpp"
#include "cli/support/json.hpp"
#include "tests/boards/each_board.hpp"

namespace perth::cli {
namespace {

class EachBoard : public testing::TestWithParam<std::string> {
protected:
    const Board board_ = load_board(GetParam(), installed_boards());
};

TEST_P(EachBoard, SaysWhereItsNumbersComeFrom) { EXPECT_NE(board_.source, ""); }

TEST_P(EachBoard, HasAnLedAndAConsoleForTheTemplates) {
    EXPECT_TRUE(std::any_of(board_.pins.begin(), board_.pins.end(),
                            [](const Pin& pin) { return pin.name == "LED"; }));
    EXPECT_TRUE(board_.console);
}

TEST_P(EachBoard, SaysThatItRunsInAnEmulatorIfItDoes) {
    EXPECT_EQ(board_.emulator.has_value(),
              std::count(board_.marks.begin(), board_.marks.end(), "runs in emulator") == 1);
}

TEST_P(EachBoard, KnowsItsChipAndSectorsIfTheRomBootloaderWritesIt) {
    if (std::count(board_.flash.begin(), board_.flash.end(), "stm32-uart") == 0) return;
    EXPECT_TRUE(board_.stm32_pid);
    EXPECT_FALSE(board_.region("flash")->sectors.empty());
}

TEST_P(EachBoard, SaysHowItsBootloaderIsReached) {
    EXPECT_EQ(board_.bootloader_entry.empty(), board_.flash.empty());
}

TEST_P(EachBoard, ShowsOnItsHeadersWhereItsBusesAre) {
    if (board_.pinout.empty()) return;
    std::set<std::string> shown;
    for (const Header& header : board_.pinout) {
        for (const auto* const side : {&header.left, &header.right}) {
            for (const Header::Place& place : *side) shown.insert(place.pad);
        }
    }
    for (const Bus& bus : board_.buses) {
        for (const std::string& pad : bus.pads) EXPECT_TRUE(shown.contains(pad)) << bus.name;
    }
}

TEST_P(EachBoard, NamesItsSchema) {
    EXPECT_EQ(Json::read(board_.files.front()).at("$schema").string(),
              "../schema/board.schema.json");
}

INSTANTIATE_TEST_SUITE_P(Boards, EachBoard, testing::ValuesIn(every_board()),
                         [](const auto& info) { return test_name(info.param); });

std::vector<std::string> stm32f4_boards() {
    std::vector<std::string> names;
    for (const std::string& name : every_board()) {
        if (load_board(name, installed_boards()).port == "stm32f4") names.push_back(name);
    }
    return names;
}

class Stm32f4 : public testing::TestWithParam<std::string> {
protected:
    [[nodiscard]] double clock(const char* name) const { return board_.clocks.at(name); }
    const Board board_ = load_board(GetParam(), installed_boards());
};

// ST RM0090, "PLL configuration register (RCC_PLLCFGR)": what each figure divides, and the limits.
TEST_P(Stm32f4, HasAPllWithinItsLimits) {
    const double input = board_.crystal_hz / clock("pll_m");
    const double vco = input * clock("pll_n");
    EXPECT_GE(input, 1e6);
    EXPECT_LE(input, 2e6);
    EXPECT_GE(vco, 100e6);
    EXPECT_LE(vco, 432e6);
    EXPECT_EQ(vco / clock("pll_p"), clock("core_hz"));
    if (clock("overdrive") != 0) {  // RM0390, "Over-drive": beyond 168 MHz, where 48 do not divide
        EXPECT_LE(vco / clock("pll_q"), 48e6);
    } else {
        EXPECT_EQ(vco / clock("pll_q"), 48e6);  // what USB needs
    }
    EXPECT_EQ(std::fmod(16e6, input), 0) << "the chip's own oscillator cannot take its place";
}

struct Limits {
    double core, apb1, apb2;
};
// ST DS10086 (F401), DS8626 (F405/407), DS10314 (F411), DS10693 (F446), "General operating
// conditions".
const std::map<int, Limits> limits_of_chip = {{0x423, {84e6, 42e6, 84e6}},
                                              {0x433, {84e6, 42e6, 84e6}},  // F401
                                              {0x413, {168e6, 42e6, 84e6}},
                                              {0x431, {100e6, 50e6, 100e6}},  // F405/407, F411
                                              {0x421, {180e6, 45e6, 90e6}}};  // F446

TEST_P(Stm32f4, KeepsItsBusesWithinTheirLimits) {
    const Limits limits = limits_of_chip.at(board_.stm32_pid.value());
    const double ahb = clock("core_hz") / clock("ahb_divider");
    EXPECT_LE(ahb, limits.core);
    EXPECT_LE(ahb / clock("apb1_divider"), limits.apb1);
    EXPECT_LE(ahb / clock("apb2_divider"), limits.apb2);
}

// ST RM0383, "PWR power control register (PWR_CR)": the F411 starts with scale 2, which holds to 84
// MHz; RM0390, likewise: the F446 needs over-drive above 168 MHz.
TEST_P(Stm32f4, HasTheVoltageForItsClock) {
    const bool is_f411 = board_.stm32_pid == 0x431;
    EXPECT_EQ(clock("voltage_scale"), is_f411 && clock("core_hz") > 84e6 ? 3 : 0);
    EXPECT_EQ(clock("overdrive"), clock("core_hz") > 168e6 ? 1 : 0);
}

// ST RM0090, "Relation between CPU clock frequency and Flash memory read time": at 2.7 V to 3.6 V
// one wait state more every 30 MHz.
TEST_P(Stm32f4, WaitsForFlashLongEnough) {
    EXPECT_GE(clock("flash_wait_states") + 1, clock("core_hz") / 30e6);
}

INSTANTIATE_TEST_SUITE_P(Boards, Stm32f4, testing::ValuesIn(stm32f4_boards()),
                         [](const auto& info) { return test_name(info.param); });

std::vector<std::string> rp2040_boards() {
    std::vector<std::string> names;
    for (const std::string& name : every_board()) {
        if (load_board(name, installed_boards()).port == "rp2040") names.push_back(name);
    }
    return names;
}

class Rp2040 : public Stm32f4 {};

// "RP2040 Datasheet", "PLL", "Calculating PLL parameters".
TEST_P(Rp2040, HasPllsWithinTheirLimits) {
    for (const std::string pll : {"pll_sys", "pll_usb"}) {
        const double vco = board_.crystal_hz * clock((pll + "_feedback").c_str());
        const double first = clock((pll + "_divider_1").c_str());
        const double second = clock((pll + "_divider_2").c_str());
        EXPECT_GE(vco, 750e6);
        EXPECT_LE(vco, 1600e6);
        EXPECT_LE(second, first);
        EXPECT_LE(first, 7);
        EXPECT_EQ(vco / first / second, pll == "pll_sys" ? clock("core_hz") : 48e6);
    }
}

// W25Q16JV datasheet, "AC Electrical Characteristics": 133 MHz at most; SSI divides evenly.
TEST_P(Rp2040, ReadsFlashAsFastAsItsChipBears) {
    EXPECT_EQ(static_cast<unsigned>(clock("flash_divider")) % 2, 0U);
    EXPECT_LE(clock("core_hz") / clock("flash_divider"), 66.5e6);
}

TEST_P(Rp2040, SaysHowMuchFlashThereIs) {
    const std::uint32_t size = board_.region("flash")->size;
    EXPECT_GE(size, 2U << 20);
    EXPECT_LE(size, 16U << 20);  // what can be mapped
}

// Most people have no more than the cable. PICOBOOT writes only the sectors that differ.
TEST_P(Rp2040, NeedsNothingButItsUsbSocket) {
    EXPECT_TRUE(board_.console->usb);
    EXPECT_EQ(board_.flash, (std::vector<std::string>{"picoboot", "uf2"}));
}

INSTANTIATE_TEST_SUITE_P(Boards, Rp2040, testing::ValuesIn(rp2040_boards()),
                         [](const auto& info) { return test_name(info.param); });

}  // namespace
}  // namespace perth::cli
