#include "cli/flash/find.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/flash_board.hpp"
#include "tests/cli/flash/picoboot_board.hpp"
#include "tests/fakes/dfu_device.hpp"
#include "tests/fakes/pico_program.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Kind = DeviceName::Kind;
using testing::ElementsAre;

class FindDevices : public testing::Test {
protected:
    FindDevices() {
        board_.usb = {{.vid = 0x0483, .pid = 0xDF11, .mode = "dfu"}};
        board_.flash = {"dfuse", "stm32-uart"};
        board_.bootloader_entry = "press RST";
    }

    std::shared_ptr<fakes::Stm32Dfuse> plug(unsigned port, const std::string& serial = "A1") {
        auto rom = std::make_shared<fakes::Stm32Dfuse>(
            fakes::Stm32Dfuse::Behaviour{.serial = serial}, host_.clock());
        host_.plug(port, rom);
        return rom;
    }

    /// The names of what is found; the firmware that is asked does `answer_`.
    std::vector<std::string> find(const Search& search) {
        std::vector<std::string> names;
        const auto ask = [this](const std::string& port, const Board&) {
            asked_.push_back(port);
            return answer_();
        };
        const auto say = [this](std::string_view line) { said_.emplace_back(line); };
        for (const Target& one : find_devices(host_, search, ask, say)) {
            names.push_back(one.method + " " + one.name);
        }
        return names;
    }

    [[nodiscard]] Search search(const std::string& device = "", const std::string& via = "") const {
        Search search{.wanted = {.board = board_, .via = via, .device = {}}};
        if (!device.empty()) search.wanted.device = parse_device_name(device, {});
        search.consoles = consoles_of(search.wanted, {});
        return search;
    }

    Board board_ = flash_board();
    fakes::UsbHost host_;
    std::function<bool()> answer_ = [] { return false; };
    std::vector<std::string> asked_;
    std::vector<std::string> said_;
};

TEST_F(FindDevices, FindsTheBoardsBootloader) {
    plug(2);
    host_.plug(3, std::make_shared<fakes::DfuLoader>(fakes::DfuLoader::Behaviour{}, host_.clock()));
    EXPECT_THAT(find(search()), ElementsAre("dfuse 1-2"));
    EXPECT_TRUE(asked_.empty());
}

TEST_F(FindDevices, FindsTheOneThatIsNamed) {
    plug(2, "A1");
    plug(3, "B2");
    EXPECT_THAT(find(search("1-3")), ElementsAre("dfuse 1-3"));
    EXPECT_THAT(find(search("A1")), ElementsAre("dfuse 1-2"));
    EXPECT_THAT(find(search(host_.attached()[1].node)), ElementsAre("dfuse 1-3"));
}

TEST_F(FindDevices, FindsPlainDfuWhereTheBoardHasIt) {
    board_.flash = {"dfu"};
    board_.usb = {{.vid = 0x1209, .pid = 0x0002, .mode = "dfu"}};
    host_.plug(3, std::make_shared<fakes::DfuLoader>(fakes::DfuLoader::Behaviour{}, host_.clock()));
    EXPECT_THAT(find(search()), ElementsAre("dfu 1-3"));
}

TEST_F(FindDevices, TakesASerialPortAsItIsNamed) {
    EXPECT_THAT(find(search("/dev/ttyUSB9", "stm32-uart")), ElementsAre("stm32-uart /dev/ttyUSB9"));
}

TEST_F(FindDevices, RefusesToChoose) {
    plug(2, "A1");
    plug(3, "B2");
    EXPECT_EQ(error_text([&] { (void)find(search()); }),
              "error: 2 devices fit board sample\n"
              "  1-2  0483:df11, serial number A1\n"
              "  1-3  0483:df11, serial number B2\n"
              "  hint: choose one with --device 1-2, or all of them with --all");
    EXPECT_EQ(error_exit([&] { (void)find(search()); }), Exit::no_device);
    Search all = search();
    all.all = true;
    EXPECT_THAT(find(all), ElementsAre("dfuse 1-2", "dfuse 1-3"));
}

TEST_F(FindDevices, SaysWhatItLookedForAndWhatToDo) {
    host_.plug(3, std::make_shared<fakes::DfuLoader>(fakes::DfuLoader::Behaviour{}, host_.clock()));
    EXPECT_EQ(
        error_text([&] { (void)find(search()); }),
        "error: no DFU device found for board sample\n"
        "  looked for USB 0483:df11; 1 other USB device is attached (perth devices lists them)\n"
        "  hint: press RST, or let a running perth firmware do it: perth flash --device PORT");
    EXPECT_EQ(error_exit([&] { (void)find(search()); }), Exit::no_device);
    host_.unplug(3);
    EXPECT_EQ(
        error_text([&] { (void)find(search("1-7")); }),
        "error: no DFU device found for board sample\n"
        "  looked for 1-7; no USB device is attached\n"
        "  hint: press RST, or let a running perth firmware do it: perth flash --device PORT");
}

TEST_F(FindDevices, WantsASerialPortToBeNamed) {
    EXPECT_EQ(error_text([&] { (void)find(search("1-7", "stm32-uart")); }),
              "error: no serial port found for board sample\n"
              "  there is none at 1-7\n"
              "  hint: name the port that leads to the bootloader: --device PORT");
    EXPECT_EQ(error_exit([&] { (void)find(search("1-7", "stm32-uart")); }), Exit::no_device);
}

TEST_F(FindDevices, AsksTheFirmwareOnThePortThatIsNamed) {
    plug(5, "another");  // not the one behind the port
    answer_ = [&] {
        plug(2);
        return true;
    };
    EXPECT_THAT(find(search("/dev/ttyACM7")), ElementsAre("dfuse 1-2"));
    EXPECT_THAT(asked_, ElementsAre("/dev/ttyACM7"));
    EXPECT_THAT(said_, ElementsAre("the firmware on /dev/ttyACM7 enters its bootloader"));
}

TEST_F(FindDevices, TakesWhatEntersItsBootloaderIfItMust) {
    plug(5, "another");
    Search forced = search();
    forced.enter = true;
    forced.consoles = {"/dev/ttyACM7"};
    answer_ = [&] {
        plug(2);
        return true;
    };
    EXPECT_THAT(find(forced), ElementsAre("dfuse 1-2"));
}

TEST_F(FindDevices, DoesNotMindThatAKnownPortIsNotThereToday) {
    Search known = search();
    known.consoles = {"/dev/ttyACM7"};
    answer_ = []() -> bool { throw Error({.what = "no such port", .fault = Fault::not_found}); };
    EXPECT_EQ(error_text([&] { (void)find(known); }),
              "error: no DFU device found for board sample\n"
              "  looked for USB 0483:df11; no USB device is attached\n"
              "  no perth firmware answered on /dev/ttyACM7\n"
              "  hint: press RST");
    EXPECT_EQ(error_text([&] { (void)find(search("/dev/ttyACM7")); }), "error: no such port");
}

TEST_F(FindDevices, NamesThePinsWhereNobodyAnswers) {
    EXPECT_EQ(error_text([&] { (void)find(search("/dev/ttyACM7")); }),
              "error: no DFU device found for board sample\n"
              "  looked for USB 0483:df11; no USB device is attached\n"
              "  no perth firmware answered on /dev/ttyACM7\n"
              "  hint: press RST");
}

TEST_F(FindDevices, WaitsFiveSecondsForTheBootloaderOfAFirmwareThatAgreed) {
    answer_ = [] { return true; };
    const auto begin = host_.now();
    EXPECT_EQ(error_text([&] { (void)find(search("/dev/ttyACM7")); }),
              "error: no DFU device found for board sample\n"
              "  looked for USB 0483:df11; no USB device is attached\n"
              "  the firmware on /dev/ttyACM7 went into its bootloader\n"
              "  hint: press RST");
    EXPECT_EQ(host_.now() - begin, 5s);
}

TEST_F(FindDevices, AsksEvenIfABootloaderIsThereIfItMust) {
    plug(5);
    Search forced = search("/dev/ttyACM7");
    forced.enter = true;
    EXPECT_EQ(error_text([&] { (void)find(forced); }),
              "error: nobody answers on /dev/ttyACM7\n"
              "  a perth firmware that is asked for its bootloader answers within a second\n"
              "  hint: press RST");
    EXPECT_EQ(error_exit([&] { (void)find(forced); }), Exit::no_device);
    forced.consoles = {};
    EXPECT_EQ(error_text([&] { (void)find(forced); }),
              "error: no serial port is known to be board sample's\n"
              "  hint: name the port on which the firmware has its console: --device PORT");
    forced.consoles = {"/dev/ttyACM0", "/dev/ttyACM1"};
    EXPECT_EQ(error_text([&] { (void)find(forced); }),
              "error: no serial port is known to be board sample's\n"
              "  it may be /dev/ttyACM0 or /dev/ttyACM1\n"
              "  hint: name the port on which the firmware has its console: --device PORT");
}

/// A model that is plugged in once the host has waited for so long.
class LateHost final : public usb::Host {
public:
    LateHost(fakes::UsbHost& host, Clock::duration after, std::function<void()> plug)
        : host_(host), due_(host.now() + after), plug_(std::move(plug)) {}

    std::vector<usb::Attached> attached() override { return host_.attached(); }
    std::unique_ptr<usb::Device> open(const usb::Attached& one) override { return host_.open(one); }
    void wait_for_change(Clock::time_point deadline) override {
        host_.wait_for_change(deadline);
        if (plug_ && host_.now() >= due_) std::exchange(plug_, {})();
    }
    Clock::time_point now() override { return host_.now(); }
    void sleep(Clock::duration duration) override { host_.sleep(duration); }

private:
    fakes::UsbHost& host_;
    Clock::time_point due_;
    std::function<void()> plug_;
};

TEST_F(FindDevices, WaitsForADeviceIfAskedTo) {
    LateHost late(host_, 3s, [&] { plug(2); });
    Search patient = search();
    patient.wait = 10s;
    const auto say = [this](std::string_view line) { said_.emplace_back(line); };
    const auto found =
        find_devices(late, patient, [](const std::string&, const Board&) { return false; }, say);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].name, "1-2");
    EXPECT_THAT(said_, ElementsAre("waiting for board sample: press RST"));
}

TEST_F(FindDevices, WaitsNoLongerThanAskedTo) {
    Search patient = search();
    patient.wait = 10s;
    const auto begin = host_.now();
    EXPECT_EQ(error_exit([&] { (void)find(patient); }), Exit::no_device);
    EXPECT_EQ(host_.now() - begin, 10s);
}

TEST_F(FindDevices, KnowsThePortsOfTheProject) {
    const Wanted wanted{.board = board_, .via = "", .device = {}};
    EXPECT_THAT(consoles_of(wanted, {{"left", "usb:1-4"}, {"bench", "/dev/ttyUSB3"}}),
                ElementsAre("/dev/ttyUSB3"));
    EXPECT_THAT(consoles_of({.board = board_, .via = "", .device = parse_device_name("1-4", {})},
                            {{"bench", "/dev/ttyUSB3"}}),
                ElementsAre());
}

std::string method_complaint(const Board& board, const std::string& via) {
    return error_text([&] { (void)flash_methods({.board = board, .via = via, .device = {}}); });
}

TEST_F(FindDevices, ChoosesAmongTheBoardsMethods) {
    EXPECT_THAT(flash_methods({.board = board_, .via = "", .device = {}}),
                ElementsAre("dfuse", "stm32-uart"));
    EXPECT_THAT(flash_methods({.board = board_, .via = "dfu", .device = {}}), ElementsAre("dfuse"));
    EXPECT_THAT(flash_methods({.board = board_, .via = "stm32-uart", .device = {}}),
                ElementsAre("stm32-uart"));
}

TEST_F(FindDevices, SaysWhyABoardCannotBeFlashed) {
    Board board = board_;
    board.flash = {"dfuse"};
    EXPECT_EQ(method_complaint(board, "stm32-uart"),
              "error: board sample is not flashed by stm32-uart\n"
              "  its definition names dfuse\n"
              "  hint: leave out --via");
    board.flash = {"esp-uart", "gdb"};
    EXPECT_EQ(method_complaint(board, ""),
              "error: board sample cannot be flashed by perth yet\n"
              "  its definition names esp-uart, gdb");
    board.flash = {};
    board.emulator = Emulator{};
    EXPECT_EQ(method_complaint(board, ""),
              "error: board sample cannot be flashed\n"
              "  its definition names no way to\n"
              "  hint: perth run -b sample");
}

/// An RP2040 whose program runs and goes to BOOTSEL when it is asked to.
class FindBootsel : public FindDevices {
protected:
    FindBootsel() { board_ = pico_board(); }

    void plug_running(unsigned port, const fakes::PicoProgram::Behaviour& behaviour = {}) {
        host_.plug(port, std::make_shared<fakes::PicoProgram>(behaviour), [this] {
            return std::make_shared<fakes::Rp2040Boot>(fakes::Rp2040Boot::Behaviour{},
                                                       host_.clock());
        });
    }
};

TEST_F(FindBootsel, ResetsARunningProgramByItself) {
    plug_running(4);
    EXPECT_THAT(find(search()), ElementsAre("picoboot 1-4"));
    EXPECT_THAT(said_, ElementsAre("the program at 1-4 enters its bootloader"));
    EXPECT_TRUE(asked_.empty());
}

TEST_F(FindBootsel, TakesWhatIsThereBeforeItResetsAnything) {
    host_.plug(2,
               std::make_shared<fakes::Rp2040Boot>(fakes::Rp2040Boot::Behaviour{}, host_.clock()));
    plug_running(4);
    EXPECT_THAT(find(search()), ElementsAre("picoboot 1-2"));
    EXPECT_TRUE(said_.empty());
    Search forced = search();
    forced.enter = true;
    EXPECT_THAT(find(forced), ElementsAre("picoboot 1-4"));
}

TEST_F(FindBootsel, ResetsTheOneThatIsNamed) {
    plug_running(4);
    plug_running(5);
    EXPECT_THAT(find(search("1-5", "uf2")), ElementsAre("uf2 1-5"));
}

TEST_F(FindBootsel, RefusesToChooseWhichToReset) {
    plug_running(4);
    plug_running(5);
    EXPECT_EQ(error_text([&] { (void)find(search()); }),
              "error: 2 devices fit board pico\n"
              "  1-4  2e8a:000a, a running program\n"
              "  1-5  2e8a:000a, a running program\n"
              "  hint: choose one with --device 1-4, or all of them with --all");
    Search all = search();
    all.all = true;
    EXPECT_THAT(find(all), ElementsAre("picoboot 1-4", "picoboot 1-5"));
}

TEST_F(FindBootsel, WaitsTenSecondsForTheBootRom) {
    host_.plug(4, std::make_shared<fakes::PicoProgram>(fakes::PicoProgram::Behaviour{}));
    const auto begin = host_.now();
    EXPECT_EQ(error_text([&] { (void)find(search()); }),
              "error: no chip in BOOTSEL found for board pico\n"
              "  looked for USB 2e8a:0003, 2e8a:000a; no USB device is attached\n"
              "  hint: hold BOOTSEL and plug it in, or let a running perth firmware do it: perth "
              "flash --device PORT");
    EXPECT_GE(host_.now() - begin, 10s);
}

}  // namespace
}  // namespace perth::cli
