// The clock tree of this board, with and without its crystal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <board.hpp>
#include <perth_port.hpp>

#include <string>
#include <vector>

#include "tests/ports/stm32f4/chip.hpp"

namespace perth::stm32f4 {
namespace {

using testing::IsEmpty;

constexpr std::uintptr_t rcc = 0x4002'3800, power = 0x4000'7000, flash_access = 0x4002'3C00;
constexpr std::uintptr_t pll = rcc + 4, clocks = rcc + 8;
constexpr std::uint32_t pll_on = 1U << 24, hse_on = 1U << 16, hse_bypass = 1U << 18;
constexpr std::uint32_t by_crystal = 1U << 22;
constexpr bool overdrive = board::clocks::overdrive != 0;

/// RCC, PWR and the flash's wait states; notes what the manual forbids.
class ClockTree : public testing::Test {
protected:
    ClockTree() {
        chip[rcc] = 0x83;  // HSION, HSIRDY, as after reset
        chip[pll] = 0x2400'3010;
        chip[power] = scale_ = 0x8000;
        chip.on_read[rcc] = [this] { return control(); };
        chip.on_read[clocks] = [this] { return chip[clocks] | active() << 2; };
        chip.on_read[power + 4] = [this] { return pll_runs() ? chip[power] & 0x3'0000 : 0U; };
        chip.on_write[power] = [this](std::uint32_t value) { check_power(value); };
        chip.on_write[clocks] = [this](std::uint32_t value) { check_switch(value); };
    }

    [[nodiscard]] bool pll_runs() { return has_pll && (chip[rcc] & pll_on) != 0; }
    [[nodiscard]] bool crystal_runs() {
        const bool fits = ((chip[rcc] & hse_bypass) != 0) == (board::clocks::hse_bypass != 0);
        return has_crystal && fits && (chip[rcc] & hse_on) != 0;
    }
    std::uint32_t control() {
        return chip[rcc] | (crystal_runs() ? 1U << 17 : 0) | (pll_runs() ? 1U << 25 : 0);
    }
    std::uint32_t active() { return (chip[clocks] & 3) == 2 && pll_runs() ? 2 : 0; }

    void check_power(std::uint32_t value) {
        if (((value ^ scale_) & 0xC000) != 0 && pll_runs()) wrong.push_back("VOS with the PLL on");
        if ((value & 1U << 17) != 0 && !pll_runs()) wrong.push_back("over-drive without the PLL");
        if ((chip[rcc + 0x40] & 1U << 28) == 0) wrong.push_back("PWR without a clock");
        scale_ = value;
    }
    void check_switch(std::uint32_t value) {
        if ((value & 3) != 2) return;
        if ((chip[flash_access] & 7) < board::clocks::flash_wait_states) {
            wrong.push_back("PLL before the wait states");
        }
        if (overdrive && (chip[power] & 1U << 17) == 0) wrong.push_back("PLL without over-drive");
    }
    /// Hz, by what the registers say.
    double core_hz() {
        if (active() != 2) return 16e6;
        const std::uint32_t set = chip[pll];
        const double source = (set & by_crystal) != 0 ? board::crystal_hz : 16e6;
        return source / (set & 0x3F) * (set >> 6 & 0x1FF) / ((set >> 16 & 3) * 2 + 2);
    }

    Chip chip;
    bool has_crystal = true, has_pll = true;
    std::vector<std::string> wrong;

private:
    std::uint32_t scale_ = 0;
};

TEST_F(ClockTree, RunsAtTheBoardsSpeedFromItsCrystal) {
    hal::cortex_m::start_core_clock();
    EXPECT_EQ(core_hz(), board::clock_hz);
    EXPECT_NE(chip[pll] & by_crystal, 0U);
    EXPECT_EQ(hal::cortex_m::CoreClock::cycles_per_us(), board::clock_hz / 1'000'000);
    EXPECT_THAT(wrong, IsEmpty());
}

TEST_F(ClockTree, RunsAtTheSameSpeedFromItsOwnOscillatorIfTheCrystalIsDead) {
    has_crystal = false;
    hal::cortex_m::start_core_clock();
    EXPECT_EQ(core_hz(), board::clock_hz);
    EXPECT_EQ(chip[pll] & by_crystal, 0U);
    EXPECT_EQ(chip[rcc] & (hse_on | hse_bypass), 0U) << "a dead crystal is switched off";
    EXPECT_EQ(hal::cortex_m::CoreClock::cycles_per_us(), board::clock_hz / 1'000'000);
    EXPECT_THAT(wrong, IsEmpty());
}

TEST_F(ClockTree, StaysOnItsOwnOscillatorIfThePllIsDead) {
    has_pll = false;
    hal::cortex_m::start_core_clock();
    EXPECT_EQ(core_hz(), 16e6);
    EXPECT_EQ(hal::cortex_m::CoreClock::cycles_per_us(), 16U);
    EXPECT_EQ(chip[rcc] & pll_on, 0U);
}

TEST_F(ClockTree, LeavesThePllThatALoaderHasStarted) {
    chip[rcc] |= pll_on;
    chip[clocks] = 2;
    hal::cortex_m::start_core_clock();
    EXPECT_EQ(core_hz(), board::clock_hz);
    EXPECT_THAT(wrong, IsEmpty());
}

TEST_F(ClockTree, KeepsWhatThePllsRegisterHasOfOtherOutputs) {
    hal::cortex_m::start_core_clock();
    EXPECT_EQ(chip[pll] >> 28, 2U);
}

// ST RM0383, "PWR power control register (PWR_CR)": scale 1, without which the F411 ends at 84 MHz.
TEST_F(ClockTree, RaisesTheVoltageWhereItsSpeedWantsIt) {
    hal::cortex_m::start_core_clock();
    const std::uint32_t asked = board::clocks::voltage_scale;
    if (asked != 0) EXPECT_EQ(chip[power] >> 14 & 3, asked);
    EXPECT_EQ((chip[power] & 3U << 16) == 3U << 16, overdrive);
}

TEST_F(ClockTree, IsNotLookedForWhereThereIsNone) {
    chip.is_empty = true;
    hal::cortex_m::start_core_clock();
    EXPECT_EQ(hal::cortex_m::CoreClock::cycles_per_us(), board::clock_hz / 1'000'000);
}

}  // namespace
}  // namespace perth::stm32f4
