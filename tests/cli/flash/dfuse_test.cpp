#include "cli/flash/dfuse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/dfuse_board.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;
namespace dfu = fakes::dfu;

std::span<const std::uint8_t> at(const Bytes& flash, std::size_t offset, std::size_t size) {
    return std::span(flash).subspan(offset, size);
}

bool is_all(std::span<const std::uint8_t> bytes, std::uint8_t value) {
    return std::ranges::all_of(bytes, [value](std::uint8_t byte) { return byte == value; });
}

TEST(Dfuse, ReadsTheLayoutThatTheDeviceTells) {
    DfuseBoard board;
    const auto programmer = board.connect();
    const auto& sectors = programmer->sectors();

    ASSERT_EQ(sectors.size(), 12U);
    EXPECT_EQ(sectors[4], (Sector{.address = 0x08010000, .size = 0x10000}));
    EXPECT_EQ(sectors[11], (Sector{.address = 0x080E0000, .size = 0x20000}));
}

TEST(Dfuse, ListsTheMemoriesOfTheDevice) {
    DfuseBoard board;
    const auto memories = dfuse_memories(board.host, board.host.attached().at(0));

    ASSERT_EQ(memories.size(), 4U);
    EXPECT_EQ(memories[1].layout.name, "Option Bytes");
    EXPECT_EQ(memories[2].layout.sectors.size(), 2U);
    EXPECT_EQ(memories[3].text, "@Device Feature/0xFFFF0000/01*004 e");
}

TEST(Dfuse, WritesWhatItReadsBack) {
    DfuseBoard board;
    const auto programmer = board.connect();
    const Bytes image = sample_image(70'000);
    Bytes back(image.size());

    programmer->erase(DfuseBoard::sectors(*programmer, 0, 4), nobody_watches);
    programmer->write(DfuseBoard::flash, image, nobody_watches);
    programmer->read(DfuseBoard::flash, back, nobody_watches);

    EXPECT_EQ(back, image);
    EXPECT_TRUE(std::ranges::equal(at(board.rom->flash(), 0, image.size()), image));
}

TEST(Dfuse, GivesARunOfBlocksOneAddress) {
    DfuseBoard board;
    const auto programmer = board.connect();
    programmer->erase(DfuseBoard::sectors(*programmer, 0, 0), nobody_watches);
    const std::size_t before = board.host.trace().size();

    programmer->write(DfuseBoard::flash, sample_image(3 * 2048 + 100), nobody_watches);

    EXPECT_EQ(board.host.trace().substr(before),
              "DNLOAD 0 (5)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"
              "DNLOAD 2 (2048)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"
              "DNLOAD 3 (2048)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"
              "DNLOAD 4 (2048)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"
              "DNLOAD 0 (5)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"
              "DNLOAD 2 (128)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n");
}

TEST(Dfuse, ReadsARunOfBlocksWithOneRequestEach) {
    DfuseBoard board;
    const auto programmer = board.connect();
    const std::size_t before = board.host.trace().size();
    Bytes into(2 * 2048 + 10);
    Bytes more(3000);

    programmer->read(DfuseBoard::flash, into, nobody_watches);
    programmer->read(DfuseBoard::flash + 2 * 2048 + 10, more, nobody_watches);

    EXPECT_EQ(board.host.trace().substr(before),
              "DNLOAD 0 (5)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\nABORT 0 (0)\n"
              "UPLOAD 2 (2048)\nUPLOAD 3 (2048)\nUPLOAD 4 (2048)\nUPLOAD 5 (2048)\n");
}

TEST(Dfuse, GivesAShortBlockAtTheEndOfAMemoryItsOwnAddress) {
    DfuseBoard board({.layouts = {"@Internal Flash /0x08000000/1*3Kg"}});
    const auto programmer = board.connect();
    const std::size_t before = board.host.trace().size();
    Bytes into(3072);

    programmer->read(DfuseBoard::flash, into, nobody_watches);

    EXPECT_EQ(board.host.trace().substr(before),
              "DNLOAD 0 (5)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\nABORT 0 (0)\n"
              "UPLOAD 2 (2048)\nABORT 0 (0)\n"
              "DNLOAD 0 (5)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\nABORT 0 (0)\n"
              "UPLOAD 2 (1024)\n");
}

class DfuseInPieces : public testing::TestWithParam<std::size_t> {};

TEST_P(DfuseInPieces, WritesAndReadsTheSame) {
    DfuseBoard board;
    const auto programmer = board.connect();
    const Bytes image = sample_image(20'000);
    Bytes back(image.size());

    for (std::size_t done = 0; done < image.size(); done += GetParam()) {
        const std::size_t size = std::min(GetParam(), image.size() - done);
        const auto address = static_cast<std::uint32_t>(DfuseBoard::flash + done);
        programmer->write(address, BytesView(image).subspan(done, size), nobody_watches);
    }
    for (std::size_t done = 0; done < back.size(); done += GetParam()) {
        const std::size_t size = std::min(GetParam(), back.size() - done);
        const auto address = static_cast<std::uint32_t>(DfuseBoard::flash + done);
        programmer->read(address, std::span(back).subspan(done, size), nobody_watches);
    }

    EXPECT_EQ(back, image);
    EXPECT_TRUE(std::ranges::equal(at(board.rom->flash(), 0, image.size()), image));
}

INSTANTIATE_TEST_SUITE_P(Sizes, DfuseInPieces, testing::Values(4, 256, 1000, 2048, 3000, 4096));

TEST(Dfuse, ReadsWhatHasBeenWrittenSince) {
    DfuseBoard board;
    const auto programmer = board.connect();
    const Bytes image = sample_image(64);
    Bytes back(64);

    programmer->read(DfuseBoard::flash, back, nobody_watches);
    programmer->write(DfuseBoard::flash, image, nobody_watches);
    programmer->read(DfuseBoard::flash, back, nobody_watches);

    EXPECT_EQ(back, image);
}

TEST(Dfuse, WritesRightWhereBlocksAreCountedInTheirOwnLength) {
    DfuseBoard board({.counts_in_lengths = true});
    const auto programmer = board.connect();
    const Bytes image = sample_image(5000);
    Bytes back(image.size());

    programmer->erase(DfuseBoard::sectors(*programmer, 0, 0), nobody_watches);
    programmer->write(DfuseBoard::flash, image, nobody_watches);
    programmer->read(DfuseBoard::flash, back, nobody_watches);

    EXPECT_EQ(back, image);
}

TEST(Dfuse, ErasesTheSectorsItIsGivenAndNoOther) {
    DfuseBoard board;
    board.rom->flash().assign(board.rom->flash().size(), 0x55);
    const auto programmer = board.connect();
    std::vector<std::size_t> advances;

    programmer->erase(DfuseBoard::sectors(*programmer, 3, 5),
                      [&](std::size_t done) { advances.push_back(done); });

    const Bytes& flash = board.rom->flash();
    EXPECT_TRUE(is_all(at(flash, 0, 0xC000), 0x55));
    EXPECT_TRUE(is_all(at(flash, 0xC000, 0x34000), 0xFF));
    EXPECT_TRUE(is_all(at(flash, 0x40000, 0xC0000), 0x55));
    EXPECT_THAT(advances, ElementsAre(0x4000, 0x14000, 0x34000));
}

TEST(Dfuse, ErasesFewSectorsOneByOne) {
    DfuseBoard board;
    board.rom->flash().assign(board.rom->flash().size(), 0);
    board.connect()->erase_all();

    EXPECT_EQ(board.rom->erases(), 12U);
    EXPECT_TRUE(is_all(board.rom->flash(), 0xFF));
}

TEST(Dfuse, ErasesManyPagesAtOnce) {
    DfuseBoard board({.layouts = {"@Internal Flash /0x08000000/0512*002Kg"}});
    board.rom->flash().assign(board.rom->flash().size(), 0);
    board.connect()->erase_all();

    EXPECT_EQ(board.rom->erases(), 1U);
    EXPECT_TRUE(is_all(board.rom->flash(), 0xFF));
}

TEST(Dfuse, LeavesTheDeviceAloneAsLongAsItAsks) {
    DfuseBoard board({.times = {.erase_128_kib = 3s}});
    const auto programmer = board.connect();
    const auto start = board.host.now();
    programmer->erase(DfuseBoard::sectors(*programmer, 5, 5), nobody_watches);

    EXPECT_GE(board.host.now() - start, 3s);
    EXPECT_THAT(board.host.trace(), Not(HasSubstr("stall")));
}

TEST(Dfuse, WaitsAgainWhenTheDeviceAskedForTooLittle) {
    DfuseBoard board({.times = {.erase_16_kib = 250ms},
                      .is_confused_by_early = false,
                      .poll_of_commands = 100ms});
    const auto programmer = board.connect();
    programmer->erase(DfuseBoard::sectors(*programmer, 0, 0), nobody_watches);

    EXPECT_THAT(board.host.trace(), HasSubstr("GETSTATUS 0 (6) stall\nGETSTATUS 0 (6) stall\n"
                                              "GETSTATUS 0 (6)\n"));
}

TEST(Dfuse, TakesASectorForErasedAfterWhichTheDeviceStaysBusy) {
    DfuseBoard board({.gets_stuck_at = 0x08020000});
    board.rom->flash().assign(board.rom->flash().size(), 0x55);
    const auto programmer = board.connect();
    programmer->erase(DfuseBoard::sectors(*programmer, 4, 6), nobody_watches);

    EXPECT_TRUE(is_all(at(board.rom->flash(), 0x10000, 0x50000), 0xFF));
    EXPECT_EQ(board.rom->erases(), 3U);
}

class DfuseStartsIn : public testing::TestWithParam<dfu::State> {};

TEST_P(DfuseStartsIn, AnyStateThatAnEarlierToolLeft) {
    DfuseBoard board;
    board.rom->set_state(GetParam());

    const Bytes image = sample_image(10);
    board.connect()->write(DfuseBoard::flash, image, nobody_watches);

    EXPECT_TRUE(std::ranges::equal(at(board.rom->flash(), 0, image.size()), image));
}

INSTANTIATE_TEST_SUITE_P(States, DfuseStartsIn,
                         testing::Values(dfu::idle, dfu::dnload_sync, dfu::dnload_idle,
                                         dfu::upload_idle, dfu::error));

TEST(Dfuse, StartsOnAChipThatReportsItHasNoProgram) {
    DfuseBoard board({.starts_in_error = true});
    EXPECT_EQ(board.connect()->sectors().size(), 12U);
}

TEST(Dfuse, WaitsForAnEraseThatAKilledToolLeftRunning) {
    DfuseBoard board({.times = {.erase_128_kib = 4s}, .waits_when_early = true});
    {
        const auto device = board.host.open(board.host.attached().at(0));
        const Bytes erase{0x41, 0x00, 0x00, 0x02, 0x08};
        device->control_out({.request_type = 0x21, .request = 1}, erase, 1s);
        Bytes status(6);
        device->control_in({.request_type = 0xA1, .request = 3}, status, 1s);
    }
    EXPECT_EQ(board.connect()->sectors().size(), 12U);
}

TEST(Dfuse, LeavesToTheProgram) {
    DfuseBoard board;
    EXPECT_EQ(board.connect()->start(0x08004000), "the device left its bootloader");
    EXPECT_EQ(board.rom->started_at(), 0x08004000U);
    EXPECT_TRUE(board.host.attached().empty());
}

TEST(Dfuse, CountsWhatWentOverTheWire) {
    DfuseBoard board;
    const auto programmer = board.connect();
    const Traffic before = programmer->traffic();
    programmer->write(DfuseBoard::flash, sample_image(4096), nobody_watches);
    const Traffic after = programmer->traffic();

    EXPECT_EQ(after.sent - before.sent, 5U + 4096U);
    EXPECT_EQ(after.round_trips - before.round_trips, 9U);
    EXPECT_EQ(after.received - before.received, 36U);
}

TEST(Dfuse, PadsTheLastWord) {
    DfuseBoard board;
    board.connect()->write(DfuseBoard::flash + 64, sample_image(5), nobody_watches);
    EXPECT_THAT(board.host.trace(), HasSubstr("DNLOAD 2 (32)"));
}

TEST(Dfuse, PadsNoFartherThanTheMemoryGoes) {
    DfuseBoard board;
    board.connect(1)->write(0x1FFFC000, sample_image(4), nobody_watches);
    EXPECT_THAT(board.host.trace(), HasSubstr("DNLOAD 2 (16)"));
}

TEST(Dfuse, SaysThatAChipIsProtected) {
    DfuseBoard board({.is_protected = true});
    const auto programmer = board.connect();
    Bytes into(4);

    const auto read = [&] { programmer->read(DfuseBoard::flash, into, nobody_watches); };
    EXPECT_EQ(error_text(read),
              "error: the USB device 0483:df11 at 1-2 is read-protected\n"
              "  it stopped reading 4 bytes at 0x08000000: errVENDOR (0x0b): the vendor's own "
              "error\n"
              "  hint: perth flash --unprotect lifts the protection, which erases everything");
    EXPECT_EQ(error_exit(read), Exit::device_error);
    EXPECT_EQ(error_text([&] {
                  programmer->erase(DfuseBoard::sectors(*programmer, 0, 0), nobody_watches);
              }),
              "error: the USB device 0483:df11 at 1-2 is read-protected\n"
              "  it stopped erasing 0x08000000: errVENDOR (0x0b): the vendor's own error\n"
              "  hint: perth flash --unprotect lifts the protection, which erases everything");
}

TEST(Dfuse, LiftsTheProtection) {
    DfuseBoard board({.is_protected = true});
    board.rom->flash().assign(board.rom->flash().size(), 0x55);
    board.connect()->unprotect();

    EXPECT_FALSE(board.rom->is_protected());
    EXPECT_TRUE(is_all(board.rom->flash(), 0xFF));
}

TEST(Dfuse, RefusesAddressesThatAreNotThere) {
    DfuseBoard board;
    const auto programmer = board.connect();
    Bytes into(16);

    EXPECT_EQ(error_text([&] { programmer->read(0x080FFFF8, into, nobody_watches); }),
              "error: cannot read 0x08100000\n"
              "  the USB device 0483:df11 at 1-2 has no such memory in 'Internal Flash'");
    EXPECT_EQ(error_text([&] { programmer->write(0x20000000, into, nobody_watches); }),
              "error: cannot write 0x20000000\n"
              "  the USB device 0483:df11 at 1-2 has no such memory in 'Internal Flash'");
    EXPECT_EQ(error_exit([&] { programmer->write(0x20000000, into, nobody_watches); }),
              Exit::wrong_use);
    const Sector half{.address = 0x08000000, .size = 0x2000};
    EXPECT_EQ(error_text([&] { programmer->erase(std::span(&half, 1), nobody_watches); }),
              "error: cannot erase 0x08000000\n"
              "  the USB device 0483:df11 at 1-2 has no such memory in 'Internal Flash'");
}

TEST(Dfuse, RefusesAMemoryThatIsNotOffered) {
    DfuseBoard board;
    EXPECT_EQ(error_text([&] { board.connect(7); }),
              "error: the USB device 0483:df11 at 1-2 has no memory 7\n"
              "  it offers 4: 0 to 3");
}

TEST(Dfuse, RefusesALayoutThatIsNone) {
    DfuseBoard board({.layouts = {"@Internal Flash"}});
    EXPECT_EQ(error_text([&] { board.connect(); }),
              "error: '@Internal Flash' is no DfuSe memory layout\n"
              "  it names no memory (byte 15)");
}

TEST(Dfuse, SaysThatTheDeviceWasUnplugged) {
    DfuseBoard board;
    const auto programmer = board.connect();
    board.host.unplug(2);

    const auto write = [&] {
        programmer->write(DfuseBoard::flash, sample_image(4), nobody_watches);
    };
    EXPECT_EQ(error_text(write),
              "error: the USB device 0483:df11 at 1-2 vanished while writing 32 bytes at "
              "0x08000000\n"
              "  DFU_DNLOAD: the device is not there any more\n"
              "  hint: plug it in again and run the same command again");
    EXPECT_EQ(error_exit(write), Exit::device_error);
}

TEST(Dfuse, SaysThatTheDeviceDoesNotAnswer) {
    DfuseBoard board;
    const auto programmer = board.connect();
    board.host.set_tamper(
        [](auto&&...) { return fakes::Answer{.outcome = usb::Outcome::timeout}; });

    EXPECT_EQ(
        error_text(
            [&] { programmer->erase(DfuseBoard::sectors(*programmer, 1, 1), nobody_watches); }),
        "error: the USB device 0483:df11 at 1-2 does not answer while erasing 0x08004000\n"
        "  DFU_DNLOAD: the device did not answer in time\n"
        "  then the USB device 0483:df11 at 1-2 does not answer while erasing 0x08004000: "
        "DFU_GETSTATUS: the device did not answer in time\n"
        "  hint: unplug it, bring it into its bootloader again, and run the same command again");
}

TEST(Dfuse, SaysWhatTheDeviceSaysIsWrong) {
    // Its layout promises more than it has.
    DfuseBoard board({.layouts = {"@Internal Flash /0x08000000/02*001Mg"}});
    const auto programmer = board.connect();
    EXPECT_EQ(error_text([&] {
                  programmer->erase(DfuseBoard::sectors(*programmer, 1, 1), nobody_watches);
              }),
              "error: the USB device 0483:df11 at 1-2 failed while erasing 0x08100000\n"
              "  errTARGET (0x01): the address or file is not for this device");
}

TEST(Dfuse, GivesUpOnADeviceThatIsBusyForNoTime) {
    DfuseBoard board;
    const auto programmer = board.connect();
    board.host.set_tamper([](auto, const usb::Setup& setup, auto&&...) {
        return setup.request == dfu::getstatus
                   ? std::optional(dfu::status_answer(dfu::ok, 0ms, dfu::dnbusy))
                   : std::nullopt;
    });
    EXPECT_EQ(
        error_text(
            [&] { programmer->erase(DfuseBoard::sectors(*programmer, 1, 1), nobody_watches); }),
        "error: the USB device 0483:df11 at 1-2 failed while erasing 0x08004000\n"
        "  it said 100 times that it is busy for 0 ms\n"
        "  then the USB device 0483:df11 at 1-2 failed while erasing 0x08004000: it does not "
        "become idle\n"
        "  hint: unplug it, bring it into its bootloader again, and run the same command again");
}

TEST(Dfuse, ReadsTheSizeOfAGd32InItsSerialNumber) {
    DfuseBoard board(
        {.layouts = {"@Internal Flash  /0x08000000/512*002Kg"}, .vid = 0x28E9, .pid = 0x0189});
    // Its serial number is text of eight bits: "3CBJ".
    board.host.set_tamper([](auto, const usb::Setup& setup, auto&&...) {
        return setup.request == 6 && setup.value == 0x0303
                   ? std::optional(fakes::Answer{.data = {6, 3, '3', 'C', 'B', 'J'}})
                   : std::nullopt;
    });
    const auto programmer = board.connect();

    EXPECT_EQ(programmer->sectors().size(), 128U);
    EXPECT_EQ(programmer->sectors()[1], (Sector{.address = 0x08000400, .size = 1024}));
}

}  // namespace
}  // namespace perth::cli
