// perth flash over PICOBOOT with real libusb, on an RP2040 that is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/cli/commands/perth.hpp"
#include "tests/cli/flash/picoboot_board.hpp"
#include "tests/fakes/pico_program.hpp"
#include "tests/usb/testbed.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

class PicobootOnUsb : public testing::Test {
protected:
    PicobootOnUsb() {
        perth_.write("image.bin", {image_.begin(), image_.end()});
        perth_.write("perth.json", R"({"name": "project", "default_board": "pico"})");
    }

    std::shared_ptr<fakes::Rp2040Boot> plug() {
        auto rom = std::make_shared<fakes::Rp2040Boot>(fakes::Rp2040Boot::Behaviour{}, Clock::now);
        testbed_.plug(2, rom);
        return rom;
    }
    [[nodiscard]] Finished flash(std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments = {"flash", "image.bin", "--address", "0x10000000"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return perth_.run(arguments);
    }
    [[nodiscard]] bool has_image(fakes::Rp2040Boot& rom) const {
        return std::equal(image_.begin(), image_.end(), rom.flash().begin());
    }

    Bytes image_ = pico_program(60'000);
    Perth perth_;
    fakes::UsbTestbed testbed_;
};

TEST_F(PicobootOnUsb, FlashesAndStarts) {
    const auto rom = plug();
    rom->flash().assign(rom->flash().size(), 0x55);
    const auto done = flash();
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_TRUE(has_image(*rom));
    EXPECT_EQ(rom->starts(), 1U);
    EXPECT_EQ(rom->impossible_bits(), 0U);
    EXPECT_THAT(done.err, HasSubstr("1-2: erasing 60.0 KiB, writing 58.6 KiB\n"));
    EXPECT_THAT(done.out, HasSubstr("flashed pico at 1-2: 15 of 15 sectors differed, "));
}

TEST_F(PicobootOnUsb, WritesOnlyWhatDiffers) {
    const auto rom = plug();
    std::copy(image_.begin(), image_.end(), rom->flash().begin());
    rom->flash()[0x5000] ^= 1;
    const auto done = flash({"--no-start"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_TRUE(has_image(*rom));
    EXPECT_EQ(rom->erased_sectors(), 1U);
    EXPECT_EQ(rom->starts(), 0U);
    EXPECT_THAT(flash({"--dry-run"}).out,
                HasSubstr("0x1000e000   4.0 KiB  same\n"
                          "pico at 1-2: nothing to write, the image is there already\n"));
}

TEST_F(PicobootOnUsb, ReadsBackWhatIsThere) {
    const auto rom = plug();
    std::copy(image_.begin(), image_.end(), rom->flash().begin());
    const auto done = perth_.run({"flash", "--read", "back.bin", "--length", "60000"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(perth_.shell("cmp image.bin back.bin").out, "");
    EXPECT_TRUE(perth_.has("back.bin"));
}

TEST_F(PicobootOnUsb, AsksARunningProgramForIt) {
    const auto rom =
        std::make_shared<fakes::Rp2040Boot>(fakes::Rp2040Boot::Behaviour{}, Clock::now);
    testbed_.plug(2, std::make_shared<fakes::PicoProgram>(fakes::PicoProgram::Behaviour{}),
                  [rom] { return rom; });
    const auto done = flash();
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.err, HasSubstr("the program at 1-2 enters its bootloader\n"));
    EXPECT_TRUE(has_image(*rom));
}

TEST_F(PicobootOnUsb, TellsEveryTransferWhenVerbose) {
    plug();
    const auto done = flash({"-v"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.err, HasSubstr("1-2 claim interface 1\n"));
    EXPECT_THAT(done.err, HasSubstr("1-2 > 41 41 0000 0001\n"));
    EXPECT_THAT(done.err, HasSubstr("1-2 < endpoint 84: empty\n"));
}

TEST_F(PicobootOnUsb, IsListed) {
    plug();
    const auto done = perth_.run({"devices"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("BOOTSEL  1-2    2e8a:0003  E0C9125B0D9B"));
    EXPECT_THAT(done.out, HasSubstr("pico"));
}

}  // namespace
}  // namespace perth::cli
