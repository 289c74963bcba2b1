// `perth flash` of boards on USB.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/usb_kernel/bootloaders.hpp"
#include "tests/usb_kernel/eventually.hpp"
#include "tests/usb_kernel/firmware.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr fakes::FlashTimes slow = {.erase_16_kib = 2000ms};

class Flash : public testing::Test {
protected:
    Flash() {
        // A board with a bootloader of DFU 1.1, which has no addresses.
        std::filesystem::create_directories("/tmp/project/boards");
        std::ofstream("/tmp/project/perth.json") << R"({
            "name": "project", "default_board": "loader", "boards": ["loader", "pyboard-v11"] })";
        std::ofstream("/tmp/project/boards/loader.json") << R"({
            "title": "Board with DFU 1.1", "inherits": "stm32f405rg", "crystal_hz": 8000000,
            "flash": ["dfu"], "source": "tests/fakes/dfu_device.hpp",
            "usb": [{ "vid": "0x1209", "pid": "0x0001", "mode": "program" },
                    { "vid": "0x1209", "pid": "0x0002", "mode": "dfu" }] })";
    }

    std::vector<std::string> flash(const std::string& board, std::vector<std::string> more = {}) {
        std::vector<std::string> args = {"-C",  "/tmp/project", "-b",
                                         board, "flash",        firmware.path()};
        args.insert(args.end(), more.begin(), more.end());
        return perth(std::move(args));
    }

    std::vector<std::string> flash_stm32(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"--address", "0x08000000"});
        return flash("pyboard-v11", std::move(more));
    }

    bool is_in(fakes::Stm32Dfuse& stm32) const { return firmware.is_at_start_of(stm32.flash()); }

    void wait_until_erasing(const fakes::Stm32Dfuse& stm32) {
        EXPECT_TRUE(eventually([&] {
            bool is_erasing = false;
            port.with_models([&] { is_erasing = stm32.state() == fakes::dfu::dnbusy; });
            return is_erasing;
        }));
    }

    Port port{4};
    Firmware firmware{20'000};
};

bool says(const Background& program, const std::string& text) {
    return eventually([&] { return program.output().find(text) != std::string::npos; });
}

TEST_F(Flash, WritesAnStm32AndStartsIt) {
    const auto stm32 = make_stm32();
    port.plug(stm32);
    const auto flashed = run(flash_stm32());
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    EXPECT_THAT(flashed.out, HasSubstr("flashed pyboard-v11 at 1-4: "));
    EXPECT_TRUE(port.is_empty());
    port.unplug();
    EXPECT_TRUE(is_in(*stm32));
    EXPECT_EQ(stm32->started_at(), 0x08000000);
}

TEST_F(Flash, ReadsAnStm32) {
    const auto stm32 = make_stm32();
    std::copy(firmware.bytes().begin(), firmware.bytes().end(), stm32->flash().begin());
    port.plug(stm32);
    const auto read = run(perth({"-C", "/tmp/project", "-b", "pyboard-v11", "flash", "--read",
                                 "/tmp/back.bin", "--length", "20000"}));
    EXPECT_EQ(read.exit_code, 0) << read.err;
    EXPECT_EQ(sh("cmp /tmp/back.bin " + firmware.path()).exit_code, 0);
}

TEST_F(Flash, WaitsForTheBoard) {
    for (const bool has_udevd : {false, true}) {
        std::optional<Udev> udev;
        if (has_udevd) udev.emplace();
        Background flashing(flash_stm32({"--wait", "20"}));
        EXPECT_TRUE(says(flashing, "waiting for board pyboard-v11")) << flashing.output();
        const auto stm32 = make_stm32();
        port.plug(stm32);
        EXPECT_EQ(flashing.wait(), 0) << flashing.output();
        port.unplug();
        EXPECT_TRUE(is_in(*stm32));
    }
}

TEST_F(Flash, GoesOnWhenTheBoardWasUnpluggedForAWhile) {
    const auto stm32 = make_stm32(slow);
    port.plug(stm32);
    Background flashing(flash_stm32({"--wait", "20", "--full"}));
    wait_until_erasing(*stm32);
    port.unplug();
    stm32->power_cycle();
    port.plug(stm32);
    EXPECT_EQ(flashing.wait(), 0) << flashing.output();
    port.unplug();
    EXPECT_TRUE(is_in(*stm32));
}

TEST_F(Flash, EndsWhenTheBoardWasUnplugged) {
    const auto stm32 = make_stm32(slow);
    port.plug(stm32);
    Background flashing(flash_stm32({"--full"}));
    wait_until_erasing(*stm32);
    port.unplug();
    EXPECT_EQ(flashing.wait(), 6) << flashing.output();
}

TEST_F(Flash, LeavesABoardThatCanBeFlashedAgainWhenInterrupted) {
    const auto stm32 = make_stm32(slow);
    port.plug(stm32);
    Background flashing(flash_stm32({"--full"}));
    wait_until_erasing(*stm32);
    ::kill(flashing.pid(), SIGINT);
    EXPECT_EQ(flashing.wait(), 130) << flashing.output();
    const auto flashed = run(flash_stm32(), 60);
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    port.unplug();
    EXPECT_TRUE(is_in(*stm32));
}

TEST_F(Flash, WritesTwoBoardsAtOnce) {
    Port other{5};
    const auto one = make_stm32();
    const auto two = make_stm32();
    port.plug(one);
    other.plug(two);
    const auto flashed = run(flash_stm32({"--all"}));
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    port.unplug();
    other.unplug();
    EXPECT_TRUE(is_in(*one));
    EXPECT_TRUE(is_in(*two));
}

TEST_F(Flash, TellsAUserWithoutPermissionTheRule) {
    port.plug(make_stm32());
    const auto flashed = run(as_user(flash_stm32()));
    EXPECT_EQ(flashed.exit_code, 5);
    EXPECT_THAT(flashed.err, HasSubstr("SUBSYSTEM==\"usb\", ATTR{idVendor}==\"0483\", "
                                       "ATTR{idProduct}==\"df11\""));
}

class FlashDfu : public Flash {
protected:
    // Has a program go to its bootloader, which takes the firmware.
    void detach_and_flash(bool will_detach,
                          fakes::DfuLoader::Behaviour bootloader = {.is_tolerant = true}) {
        const auto loader = make_loader(bootloader);
        port.plug(make_program(will_detach), loader);
        const auto flashed = run(flash("loader"));
        EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
        port.unplug();
        EXPECT_EQ(loader->image(), firmware.bytes());
    }
};

TEST_F(FlashDfu, FindsTheBootloaderOfAProgramThatDetachesByItself) { detach_and_flash(true); }

TEST_F(FlashDfu, FindsTheBootloaderOfAProgramThatDetachesAtABusReset) { detach_and_flash(false); }

TEST_F(FlashDfu, FindsTheBootloaderWhereUdevdIsRunning) {
    const Udev udev;
    detach_and_flash(true);
    detach_and_flash(false);
}

TEST_F(FlashDfu, IsDoneWhenTheBootloaderLeavesOrWantsAReset) {
    detach_and_flash(true, {.is_tolerant = false, .will_detach = true});
    detach_and_flash(true, {.is_tolerant = false, .will_detach = false});
}

}  // namespace
}  // namespace perth::usb_kernel
