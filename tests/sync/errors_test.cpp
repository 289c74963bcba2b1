// What is said when a sync is not possible, whole; and that it then changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/agent/update.hpp"
#include "cli/support/error.hpp"
#include "tests/sync/device_line.hpp"

namespace perth {
namespace {

using cli::Bytes;
using cli::Image;
using test::DeviceLine;
using test::ModelFlash;

class SyncErrors : public testing::Test {
protected:
    static Image program(std::uint32_t address, std::size_t size, std::uint8_t byte = 0xFF) {
        Image image{.name = "hello.elf"};
        image.segments.push_back({.address = address, .bytes = Bytes(size, byte)});
        return image;
    }
    /// Returns what a sync of `image` says.
    std::string sync(const Image& image, bool dry_run = false) {
        cli::AgentClient client(line, "the model");
        cli::Progress progress(cli::Progress::Show::nothing, 80, [](const std::string&) {});
        try {
            report = cli::sync_firmware(client, image, dry_run, progress);
        } catch (const cli::Error& error) {
            return error.text();
        }
        return "";
    }

    ModelFlash flash{test::nrf51_shape()};
    DeviceLine line{flash};
    cli::SyncReport report;
};

TEST_F(SyncErrors, OfAnotherMover) {
    flash.bytes()[100] = 0;
    EXPECT_EQ(
        sync(program(0, 4000)),
        "error: the first sectors on the board are not those of this program\n"
        "  what is before 0x00000400 is never replaced by sync, for it puts updates into place\n"
        "  hint: perth flash, once");
    EXPECT_EQ(flash.operations(), 0U);
}

TEST_F(SyncErrors, OfAProgramThatIsTooLong) {
    EXPECT_EQ(
        sync(program(0, 128 * 1024)),
        "error: hello.elf does not fit beside the program on the board\n"
        "  it has bytes from 0x00000000 to 0x00020000; 0x00000400 to 0x0001f400 can be replaced\n"
        "  hint: perth flash");
    flash.program_end = 129 * 1024;
    EXPECT_EQ(sync(program(0, 4000)),
              "error: the program on the board leaves no room for another beside it\n"
              "  it ends at 0x00020400, behind the middle of the flash at 0x00020000\n"
              "  hint: perth flash");
    EXPECT_EQ(flash.operations(), 0U);
}

TEST_F(SyncErrors, OfALineWithoutAnAgent) {
    line.break_after(0);
    EXPECT_EQ(
        sync(program(0, 4000)),
        "error: no agent answers on the model\n"
        "  it was asked 4 times to describe itself\n"
        "  hint: is it the right port and rate, and does the firmware there have \"agent\" and "
        "print something? perth flash puts it there");
}

TEST_F(SyncErrors, AreNoneInADryRunWhichChangesNothing) {
    EXPECT_EQ(sync(program(0, 4000, 0xFF), true), "");
    EXPECT_EQ(report.changed_blocks, 0U);
    Image image = program(0, 4000);
    image.segments[0].bytes[2000] = 1;
    EXPECT_EQ(sync(image, true), "");
    EXPECT_EQ(report.changed_sectors, 1U);
    EXPECT_EQ(report.sent_bytes, 256U);
    EXPECT_EQ(flash.operations(), 0U);
    EXPECT_EQ(sync(image), "");
    EXPECT_EQ(flash.bytes()[2000], 1);
    EXPECT_EQ(sync(image), "");
    EXPECT_EQ(report.changed_blocks, 0U);
}

TEST_F(SyncErrors, AnUpdateThatIsNotWhatItSaysIsNotCommitted) {
    cli::AgentClient client(line, "the model");
    const auto apply = [&] {
        (void)client.ask({.op = cli::SmpPacket::Op::write,
                          .command = 5,
                          .payload = cli::CborMapWriter()
                                         .number("b", 0)
                                         .number("e", 4096)
                                         .number("x", 1)
                                         .number("n", 0)
                                         .take(),
                          .what = "put the new program into place"});
    };
    try {
        apply();
        ADD_FAILURE() << "committed";
    } catch (const cli::Error& error) {
        EXPECT_EQ(error.text(),
                  "error: the agent of the model refused to put the new program into place\n"
                  "  what is in the flash is not what it should be (rc 9)");
    }
    EXPECT_EQ(flash.operations(), 0U);
}

}  // namespace
}  // namespace perth
