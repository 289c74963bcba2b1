// An RP2040 in BOOTSEL under the kernel's usb-storage, vfat and usbfs: real tools copy to its
// drive, perth flashes it either way, and leads a running program there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "cli/image/uf2.hpp"
#include "tests/cli/flash/picoboot_board.hpp"
#include "tests/fakes/pico_program.hpp"
#include "tests/fakes/rp2040_boot.hpp"
#include "tests/usb_kernel/drives.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;

class Bootsel : public testing::Test {
protected:
    Bootsel() {
        choose_board("pico");
        write("/tmp/image.bin", image_);
    }

    static void write(const std::string& file, const cli::Bytes& bytes) {
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
    }

    static std::shared_ptr<fakes::Rp2040Boot> make_rom(fakes::Rp2040Boot::Behaviour how = {}) {
        auto rom = std::make_shared<fakes::Rp2040Boot>(how, std::chrono::steady_clock::now);
        rom->flash().assign(rom->flash().size(), 0x55);
        return rom;
    }

    static std::vector<std::string> flash(std::vector<std::string> more = {}) {
        std::vector<std::string> args = {"-C",        "/tmp/project", "flash", "/tmp/image.bin",
                                         "--address", "0x10000000"};
        args.insert(args.end(), more.begin(), more.end());
        return perth(std::move(args));
    }

    bool is_in(fakes::Rp2040Boot& rom) const {
        return std::equal(image_.begin(), image_.end(), rom.flash().begin()) &&
               rom.impossible_bits() == 0;
    }

    cli::Bytes image_ = cli::pico_program(60'000);
    Port port{3};
};

TEST_F(Bootsel, IsADriveToWhichCpCopies) {
    const auto rom = make_rom();
    port.plug(rom);
    const Automounter automounter;
    const std::string folder = Automounter::folder_with("INFO_UF2.TXT");
    ASSERT_NE(folder, "");
    EXPECT_EQ(sh("head -n 1 " + folder + "/INFO_UF2.TXT").out, "UF2 Bootloader v3.0\r\n");
    const cli::Image image{.segments = {{0x10000000, image_}}};
    write("/tmp/image.uf2", cli::write_uf2(image, cli::uf2_family_rp2040));
    EXPECT_EQ(sh("cp /tmp/image.uf2 " + folder + " && sync").exit_code, 0);
    EXPECT_TRUE(port.is_empty());
    port.unplug();
    EXPECT_TRUE(is_in(*rom));
    EXPECT_EQ(rom->starts(), 1U);
}

TEST_F(Bootsel, IsFlashedAsADrive) {
    const auto rom = make_rom();
    port.plug(rom);
    const Automounter automounter;
    ASSERT_NE(Automounter::folder_with("INFO_UF2.TXT"), "");
    const auto flashed = run(flash({"--via", "uf2"}), 60);
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    EXPECT_THAT(flashed.out, HasSubstr("flashed pico at 1-3: 58.6 KiB written in "));
    port.unplug();
    EXPECT_TRUE(is_in(*rom));
    EXPECT_EQ(rom->starts(), 1U);
}

TEST_F(Bootsel, IsFlashedByPicoboot) {
    const auto rom = make_rom();
    port.plug(rom);
    const auto flashed = run(flash(), 60);
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    EXPECT_THAT(flashed.out, HasSubstr("flashed pico at 1-3: 15 of 15 sectors differed, "));
    EXPECT_TRUE(port.is_empty());
    port.unplug();
    EXPECT_TRUE(is_in(*rom));
    EXPECT_EQ(rom->starts(), 1U);
}

TEST_F(Bootsel, IsReadByPicoboot) {
    const auto rom = make_rom();
    std::copy(image_.begin(), image_.end(), rom->flash().begin());
    port.plug(rom);
    const auto read = run(
        perth({"-C", "/tmp/project", "flash", "--read", "/tmp/back.bin", "--length", "60000"}), 60);
    EXPECT_EQ(read.exit_code, 0) << read.err;
    EXPECT_EQ(sh("cmp /tmp/back.bin /tmp/image.bin").exit_code, 0);
}

TEST_F(Bootsel, CanBeFlashedAgainWhenItWasInterrupted) {
    const auto rom = make_rom({.sector_erase = 400ms});
    port.plug(rom);
    Background flashing(flash());
    EXPECT_TRUE(eventually([&] {
        unsigned erased = 0;
        port.with_models([&] { erased = rom->erased_sectors(); });
        return erased > 0;
    }));
    ::kill(flashing.pid(), SIGINT);
    EXPECT_EQ(flashing.wait(), 130) << flashing.output();
    const auto flashed = run(flash(), 60);
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    port.unplug();
    EXPECT_TRUE(is_in(*rom));
}

TEST_F(Bootsel, IsEnteredByTheResetInterface) {
    const auto rom = make_rom();
    port.plug(std::make_shared<fakes::PicoProgram>(
                  fakes::PicoProgram::Behaviour{.heeds_1200_baud = false}),
              rom);
    const auto flashed = run(flash(), 60);
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    EXPECT_THAT(flashed.err, HasSubstr("the program at 1-3 enters its bootloader\n"));
    port.unplug();
    EXPECT_TRUE(is_in(*rom));
}

TEST_F(Bootsel, IsEnteredByATouchAt1200Baud) {
    const auto rom = make_rom();
    port.plug(std::make_shared<fakes::PicoProgram>(fakes::PicoProgram::Behaviour{
                  .has_reset_interface = false, .needs_dtr_off = true}),
              rom);
    const auto flashed = run(flash(), 60);
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    EXPECT_THAT(flashed.err, HasSubstr("the firmware on /dev/ttyACM0 enters its bootloader\n"));
    port.unplug();
    EXPECT_TRUE(is_in(*rom));
}

TEST_F(Bootsel, IsListed) {
    const Udev udev;
    port.plug(make_rom());
    const Automounter automounter;
    ASSERT_NE(Automounter::folder_with("INFO_UF2.TXT"), "");
    udev.settle();
    const auto devices = run(perth({"-C", "/tmp/project", "devices"}));
    EXPECT_THAT(devices.out, ContainsRegex("BOOTSEL +1-3 +2e8a:0003 +E0C9125B0D9B "
                                           "+/dev/bus/usb/001/[0-9]+ +pico"));
    EXPECT_THAT(devices.out,
                ContainsRegex("drive +1-3 +2e8a:0003 +E0C9125B0D9B +/dev/sda1 +pico.* free "
                              "+RPI-RP2 at /tmp/drives/sda1"));
}

TEST_F(Bootsel, SaysHowToMountItsDrive) {
    port.plug(make_rom());
    EXPECT_TRUE(eventually([] { return std::filesystem::exists("/dev/sda1"); }));
    const auto flashed = run(flash({"--via", "uf2"}));
    EXPECT_EQ(flashed.exit_code, 3);
    EXPECT_EQ(flashed.err.substr(flashed.err.find("error: ")),
              "error: the drive /dev/sda1 is not mounted\n"
              "  no udisksctl is here, which could mount it\n"
              "  hint: sudo mount -o uid=$(id -u) /dev/sda1 /mnt\n");
}

}  // namespace
}  // namespace perth::usb_kernel
