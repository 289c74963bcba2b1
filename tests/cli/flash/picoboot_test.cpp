#include "cli/flash/picoboot.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "cli/flash/picoboot_session.hpp"
#include "cli/flash/update.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/picoboot_board.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/cli/image/content.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Code = PicobootCommand;
using testing::HasSubstr;

constexpr std::uint32_t flash = PicobootBoard::flash;

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes bytes;
    for (const std::uint32_t value : values) append_little_endian(bytes, value);
    return bytes;
}

TEST(PicobootCommands, AreThirtyTwoBytes) {
    EXPECT_EQ(
        picoboot_command(Code::exclusive_access, 1, 0, Bytes{1}),
        from_hex("0bd11f43 01000000 01 01 0000 00000000 01000000 00000000 00000000 00000000"));
    EXPECT_EQ(picoboot_command(Code::flash_erase, 2, 0, words({0x10000000, 0x2000})),
              from_hex("0bd11f43 02000000 03 08 0000 00000000 00000010 00200000 0000000000000000"));
    EXPECT_EQ(picoboot_command(Code::exit_xip, 3, 0, {}),
              from_hex("0bd11f43 03000000 06 00 0000 00000000 00000000000000000000000000000000"));
    EXPECT_EQ(picoboot_command(Code::write, 4, 256, words({0x10000000, 256})),
              from_hex("0bd11f43 04000000 05 08 0000 00010000 00000010 00010000 0000000000000000"));
    EXPECT_EQ(picoboot_command(Code::read, 5, 64, words({0x10000000, 64})),
              from_hex("0bd11f43 05000000 84 08 0000 40000000 00000010 40000000 0000000000000000"));
    EXPECT_EQ(
        picoboot_command(Code::reboot, 6, 0, words({0, 0x20042000, 500})),
        from_hex("0bd11f43 06000000 02 0c 0000 00000000 00000000 00200420 f4010000 00000000"));
}

TEST(PicobootCommands, HaveAStatus) {
    const auto status = parse_picoboot_status(from_hex("05000000 04000000 84 00 000000000000"));
    ASSERT_TRUE(status);
    EXPECT_EQ(status->token, 5U);
    EXPECT_EQ(picoboot_status_text(status->code), "bad address");
    EXPECT_EQ(status->command, 0x84);
    EXPECT_FALSE(status->in_progress);
    EXPECT_EQ(picoboot_status_text(0x11), "unsupported modification");
    EXPECT_EQ(picoboot_status_text(0x12), "status 0x12");
    EXPECT_FALSE(parse_picoboot_status(Bytes(15)));
}

TEST(Picoboot, IsFoundByItsInterface) {
    PicobootBoard board;
    usb::Attached attached = board.host.attached().at(0);
    const auto found = find_picoboot(attached);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->number, 1);
    EXPECT_EQ(found->out, 0x03);
    EXPECT_EQ(found->in, 0x84);
    attached.descriptors.interfaces[1].endpoints.pop_back();
    EXPECT_FALSE(find_picoboot(attached));
}

TEST(Picoboot, ErasesWritesAndReads) {
    PicobootBoard board;
    board.rom->flash().assign(board.rom->flash().size(), 0x55);
    const auto programmer = board.connect();
    EXPECT_EQ(programmer->sectors().size(), 512U);
    const std::vector<Sector> two = {programmer->sectors()[1], programmer->sectors()[2]};
    programmer->erase(two, nobody_looks);
    const Bytes image = sample_image(8000);
    programmer->write(flash + 0x1000, image, nobody_looks);
    Bytes back(8000);
    programmer->read(flash + 0x1000, back, nobody_looks);
    EXPECT_EQ(back, image);
    EXPECT_EQ(board.rom->flash()[0xFFF], 0x55);
    EXPECT_EQ(board.rom->flash()[0x3000], 0x55);
    EXPECT_EQ(board.rom->impossible_bits(), 0U);
}

TEST(Picoboot, WritesAndReadsFromAnyAddress) {
    PicobootBoard board;
    const auto programmer = board.connect();
    const Bytes image = sample_image(20'000);
    programmer->write(flash + 0x1004, image, nobody_looks);
    Bytes back(19'999);
    programmer->read(flash + 0x1005, back, nobody_looks);
    EXPECT_TRUE(std::equal(back.begin(), back.end(), image.begin() + 1));
    EXPECT_EQ(board.rom->flash()[0x1003], 0xFF);
}

TEST(Picoboot, ErasesAtMostSixtyFourKibibytesAtOnce) {
    PicobootBoard board({.sector_erase = 400ms});
    std::vector<std::size_t> steps;
    const auto begin = board.host.now();
    const auto programmer = board.connect();
    programmer->erase(std::span(programmer->sectors()).first(40),
                      [&](std::size_t done) { steps.push_back(done); });
    EXPECT_EQ(steps, (std::vector<std::size_t>{65536, 131072, 163840}));
    EXPECT_GE(board.host.now() - begin, 40 * 400ms);
}

TEST(Picoboot, FindsOutTheSizeOfTheFlash) {
    for (const std::uint32_t size : {64U << 10, 1U << 20, 8U << 20, 16U << 20}) {
        PicobootBoard board({.flash_size = size});
        std::ranges::copy(pico_program(512), board.rom->flash().begin());
        EXPECT_EQ(board.connect()->sectors().size(), size / 4096);
    }
    EXPECT_EQ(PicobootBoard({.flash_size = 8 << 20}).connect()->sectors().size(), 512U);  // blank
}

TEST(Picoboot, StartsTheProgram) {
    PicobootBoard board;
    EXPECT_EQ(board.connect()->start(flash), "the device left its bootloader");
    EXPECT_EQ(board.rom->starts(), 1U);
    PicobootBoard stubborn({.stays = true});
    EXPECT_EQ(error_text([&] { (void)stubborn.connect()->start(flash); }),
              "error: the USB device 2e8a:0003 at 1-2 is still in its bootloader\n"
              "  it was told to start the program from its flash\n"
              "  hint: plug it in again without holding BOOTSEL");
}

TEST(Picoboot, SaysWhatTheRomRefuses) {
    PicobootBoard board;
    PicobootSession session(board.host, board.host.attached().at(0));
    const auto refused = [](const auto& action) { return error_text(action); };
    session.begin("trying");
    const std::string head = "error: the USB device 2e8a:0003 at 1-2 refused while trying\n  ";
    EXPECT_EQ(refused([&] { session.erase(flash + 1, 4096); }), head + "bad alignment");
    // What follows a refusal succeeds: nothing is left halted.
    EXPECT_EQ(refused([&] { session.erase(0, 4096); }), head + "bad address");
    EXPECT_EQ(refused([&] { session.write(flash, Bytes(255)); }), head + "bad alignment");
    EXPECT_EQ(error_exit([&] { session.write(flash, Bytes(255)); }), Exit::device_error);
}

TEST(Picoboot, TellsOfALossAndOfSilence) {
    for (const auto& [outcome, text] :
         {std::pair{usb::Outcome::gone,
                    "error: the USB device 2e8a:0003 at 1-2 vanished while writing 16384 bytes at "
                    "0x10000000\n  the command: the device is not there any more\n"
                    "  hint: hold BOOTSEL while you plug it in again"},
          std::pair{usb::Outcome::timeout,
                    "error: the USB device 2e8a:0003 at 1-2 did not answer while writing 16384 "
                    "bytes at 0x10000000\n  the command: the device did not answer in time\n"
                    "  then, once more: the command: the device did not answer in time"}}) {
        PicobootBoard board;
        const auto programmer = board.connect();
        board.host.set_tamper([outcome](std::size_t, const usb::Setup&, BytesView, std::size_t) {
            return fakes::Answer{.outcome = outcome};
        });
        EXPECT_EQ(error_text([&] { programmer->write(flash, Bytes(20'000), nobody_looks); }), text);
    }
}

TEST(Picoboot, KeepsTheDriveFromWritingMeanwhile) {
    PicobootBoard board;
    auto programmer = board.connect();
    auto& disk = const_cast<fakes::FatDisk&>(board.rom->disk());
    EXPECT_FALSE(disk.write(1000, Bytes(512)));
    programmer.reset();
    EXPECT_TRUE(disk.write(1000, Bytes(512)));
}

UpdateReport flash_image(PicobootBoard& board, std::vector<Segment> segments,
                         const UpdateOptions& options = {}) {
    Progress progress(Progress::Show::nothing, 80, [](const std::string&) {});
    const Image image{.name = "app.elf", .segments = std::move(segments)};
    return update(*board.connect(), image, pico_board(), options, progress);
}

TEST(Picoboot, WritesOnlySectorsThatDiffer) {
    PicobootBoard board;
    const Bytes program = pico_program(40'000);
    EXPECT_EQ(flash_image(board, {{flash, program}}, {.start = false}).written, 40'000U);
    board.rom->flash()[0x5000] ^= 1;
    const UpdateReport report = flash_image(board, {{flash, program}});
    EXPECT_EQ(report.count(SectorUpdate::Action::rewrite), 1U);
    EXPECT_TRUE(report.verified);
    EXPECT_EQ(board.rom->erased_sectors(), 1U);
    EXPECT_EQ(board.rom->starts(), 1U);
    EXPECT_TRUE(std::equal(program.begin(), program.end(), board.rom->flash().begin()));
    EXPECT_EQ(board.rom->impossible_bits(), 0U);
}

TEST(Picoboot, KeepsTheRestOfASectorThatTheImageGivesInPart) {
    PicobootBoard board;
    board.rom->flash().assign(board.rom->flash().size(), 0x55);
    const Bytes program = pico_program(5000);
    (void)flash_image(board, {{flash, program}, {flash + 0x8010, Bytes(16, 0xAA)}});
    const Bytes& now = board.rom->flash();
    EXPECT_TRUE(std::equal(program.begin(), program.end(), now.begin()));
    const auto count = [&](std::size_t begin, std::size_t end, std::uint8_t value) {
        return std::count(now.begin() + static_cast<std::ptrdiff_t>(begin),
                          now.begin() + static_cast<std::ptrdiff_t>(end), value);
    };
    EXPECT_EQ(count(5000, 0x8010, 0x55), 0x8010 - 5000);
    EXPECT_EQ(count(0x8010, 0x8020, 0xAA), 16);
    EXPECT_EQ(count(0x8020, 0xA000, 0x55), 0xA000 - 0x8020);
}

TEST(Picoboot, RefusesAnImageWithoutAValidBootStage2) {
    PicobootBoard board;
    Bytes program = pico_program(1000);
    program[0] ^= 1;
    EXPECT_THAT(error_text([&] { (void)flash_image(board, {{flash, program}}); }),
                HasSubstr("error: app.elf cannot start on board pico\n"));
    EXPECT_EQ(board.rom->erased_sectors(), 0U);
}

}  // namespace
}  // namespace perth::cli
