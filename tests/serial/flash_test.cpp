// `perth flash` as a user types it, to the bootloader's model on a pseudo-terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"
#include "tests/fakes/stm32_rom_pty.hpp"

namespace perth::cli {
namespace {

using fakes::Stm32RomPty;
using testing::HasSubstr;

/// A vector table and bytes that differ.
std::string program(char fill) {
    const std::string table("\x00\x00\x02\x20\x01\x01\x00\x08", 8);
    std::string bytes = table;
    for (int i = 0; i < 20'000; ++i) bytes.push_back(static_cast<char>(i * 7 + i / 256 + fill));
    return bytes;
}

class FlashOverUart : public testing::Test {
protected:
    Finished flash(std::vector<std::string> options = {}) {
        options.insert(options.begin(), {"flash", "-b", "pyboard-v11", "--via", "stm32-uart",
                                         "--device", board_.path()});
        return perth_.run(std::move(options));
    }
    Finished write(const std::string& bytes) {
        perth_.write("app.bin", bytes);
        return flash({"app.bin", "--address", "0x08000000"});
    }
    [[nodiscard]] bool holds(const std::string& bytes) {
        return std::equal(bytes.begin(), bytes.end(), board_.stop().flash().begin(),
                          [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
    }

    Perth perth_;
    Stm32RomPty board_{{.takes_data_sheet_times = false}};
};

TEST_F(FlashOverUart, WritesVerifiesAndStarts) {
    const Finished done = write(program('a'));
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_THAT(done.out + done.err, HasSubstr("the bootloader started the program"));
    EXPECT_TRUE(holds(program('a')));
    EXPECT_TRUE(board_.stop().is_running());
}

TEST_F(FlashOverUart, TellsEveryByteWhenVerbose) {
    perth_.write("app.bin", program('a'));
    const Finished done = flash({"app.bin", "--address", "0x08000000", "-v"});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_THAT(done.err, HasSubstr(board_.path() + " > 7f\n" + board_.path() + " < 79\n"));
}

TEST_F(FlashOverUart, TakesARateAndModemLines) {
    perth_.write("app.bin", program('a'));
    const Finished done = flash(
        {"app.bin", "--address", "0x08000000", "--baud", "57600", "--lines", "boot0=rts,nrst=dtr"});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_TRUE(holds(program('a')));
    const Finished refused =
        flash({"app.bin", "--address", "0x08000000", "--lines", "boot0=rts,nrst=rts"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_EQ(refused.err,
              "error: \"boot0=rts,nrst=rts\" is no sequence of modem lines\n"
              "  BOOT0 and NRST are on different lines\n"
              "  hint: ENTRY:EXIT such as rts,-dtr,dtr:-rts,-dtr,dtr, or boot0=rts,nrst=dtr\n");
}

TEST_F(FlashOverUart, WritesOnlyTheSectorThatDiffers) {
    ASSERT_EQ(write(program('a')).exit_code, 0);
    board_.reset();
    std::string edited = program('a');
    edited[18'000] ^= 1;
    const Finished done = write(edited);
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_THAT(done.out + done.err, HasSubstr("1 of 2 sectors differed"));
    EXPECT_TRUE(holds(edited));
    EXPECT_EQ(board_.stop().erased_sectors(), 1U);
}

TEST_F(FlashOverUart, ReadsBackIntoAFile) {
    ASSERT_EQ(write(program('a')).exit_code, 0);
    board_.reset();
    const Finished done = flash({"--read", "back.bin", "--length", "20008"});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_EQ(read_file(perth_.folder() / "back.bin"), program('a'));
}

TEST_F(FlashOverUart, TellsAProtectedChipAndUnprotectsIt) {
    ASSERT_EQ(run({.args = {"stm32flash", "-m", "8n1", "-j", board_.path()}}).exit_code, 0);
    board_.reset();
    const Finished refused = write(program('a'));
    EXPECT_EQ(refused.exit_code, 6) << refused.out << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("error: the chip is read-protected\n"));
    const Finished done = flash({"app.bin", "--address", "0x08000000", "--unprotect"});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_TRUE(holds(program('a')));
}

}  // namespace
}  // namespace perth::cli
