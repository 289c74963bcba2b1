// An independent client shows that the model of the bootloader is right.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fakes/stm32_rom_pty.hpp"

namespace perth::cli {
namespace {

using fakes::Stm32Rom;
using fakes::Stm32RomPty;
using testing::HasSubstr;

/// Bytes that do not repeat within 64 KiB.
std::string some_image(std::size_t size) {
    std::string image;
    std::uint32_t state = 1;
    while (image.size() < size) {
        state = state * 1'664'525 + 1'013'904'223;
        image.push_back(static_cast<char>(state >> 24));
    }
    return image;
}

class Stm32Flash : public testing::Test {
protected:
    /// Runs stm32flash; `-m 8n1`, for a pseudo-terminal carries no parity.
    Finished stm32flash(std::vector<std::string> args) {
        args.insert(args.begin(), {"stm32flash", "-m", "8n1", "-b", "115200"});
        args.push_back(board_.path());
        return run({.args = args});
    }
    [[nodiscard]] std::string file(const std::string& name) const { return folder_.path() / name; }

    TemporaryFolder folder_;
    Stm32RomPty board_{{.takes_data_sheet_times = false}};
};

TEST_F(Stm32Flash, RecognisesTheChip) {
    const Finished said = stm32flash({});
    EXPECT_EQ(said.exit_code, 0) << said.err;
    EXPECT_THAT(said.out, HasSubstr("Version      : 0x31"));
    EXPECT_THAT(said.out, HasSubstr("Device ID    : 0x0413 (STM32F40xxx/41xxx)"));
}

TEST_F(Stm32Flash, WritesVerifiesAndStarts) {
    const std::string image = some_image(40'000);  // three sectors
    write_file(file("image.bin"), image);
    const Finished said = stm32flash({"-w", file("image.bin"), "-v", "-g", "0x08000000"});
    EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
    EXPECT_THAT(said.out, HasSubstr("Wrote and verified address 0x08009c40 (100.00%) Done."));
    Stm32Rom& rom = board_.stop();
    EXPECT_TRUE(
        std::equal(image.begin(), image.end(), rom.flash().begin(),
                   [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; }));
    EXPECT_EQ(rom.erased_sectors(), 3U);
    EXPECT_TRUE(rom.is_running());
    EXPECT_EQ(rom.started_at(), 0x0800'0000U);
    EXPECT_EQ(rom.overruns(), 0U);
}

TEST_F(Stm32Flash, ReadsWhatItWrote) {
    const std::string image = some_image(1024);
    write_file(file("image.bin"), image);
    ASSERT_EQ(stm32flash({"-w", file("image.bin")}).exit_code, 0);
    board_.reset();
    const Finished said = stm32flash({"-r", file("read.bin"), "-S", "0x08000000:1024"});
    EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
    EXPECT_EQ(read_file(file("read.bin")), image);
}

TEST_F(Stm32Flash, Erases) {
    write_file(file("image.bin"), some_image(1024));
    ASSERT_EQ(stm32flash({"-w", file("image.bin")}).exit_code, 0);
    board_.reset();
    const Finished said = stm32flash({"-o"});
    EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
    const Bytes& flash = board_.stop().flash();
    EXPECT_EQ(std::count(flash.begin(), flash.end(), 0xFF), std::ssize(flash));
}

TEST_F(Stm32Flash, IsRefusedByAProtectedChipUntilItUnprotectsIt) {
    ASSERT_EQ(stm32flash({"-j"}).exit_code, 0);
    board_.reset();
    const Finished refused = stm32flash({"-r", file("read.bin")});
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_THAT(refused.err, HasSubstr("NACK"));
    board_.reset();
    EXPECT_EQ(stm32flash({"-k"}).exit_code, 0);
    EXPECT_FALSE(board_.stop().is_protected());
}

}  // namespace
}  // namespace perth::cli
