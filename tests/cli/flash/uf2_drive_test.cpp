#include "cli/flash/uf2_drive.hpp"

#include <gmock/gmock.h>

#include "cli/flash/perform.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/broken_transfers.hpp"
#include "tests/cli/flash/picoboot_board.hpp"
#include "tests/fakes/probe_drive.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

Image pico_image(std::size_t size = 40'000) {
    return {.name = "app.elf", .segments = {{PicobootBoard::flash, pico_program(size)}}};
}

std::string send(PicobootBoard& board, const Image& image) {
    std::size_t last = 0;
    const std::string did =
        send_to_uf2_drive(board.host, board.host.attached().at(0), image, uf2_family_rp2040,
                          [&](std::size_t done) { last = done; });
    EXPECT_EQ(last, image.size());
    return did;
}

bool has(PicobootBoard& board, const Image& image) {
    const Bytes& program = image.segments[0].bytes;
    return std::equal(program.begin(), program.end(), board.rom->flash().begin());
}

TEST(Uf2Drive, TakesTheProgramAndLeaves) {
    PicobootBoard board;
    board.rom->flash().assign(board.rom->flash().size(), 0x55);
    EXPECT_EQ(send(board, pico_image()), "the device left its bootloader");
    EXPECT_TRUE(has(board, pico_image()));
    EXPECT_EQ(board.rom->starts(), 1U);
    EXPECT_EQ(board.rom->impossible_bits(), 0U);
    EXPECT_TRUE(board.host.attached().empty());
}

TEST(Uf2Drive, GetsSectorsThatAreWhole) {
    // Erratum RP2040-E14: a run off a border, and a hole.
    Image image = pico_image(300);
    image.segments.push_back({0x10005010, Bytes(5000, 0x22)});
    PicobootBoard board;
    board.rom->flash().assign(board.rom->flash().size(), 0x55);
    send(board, image);
    EXPECT_TRUE(has(board, image));
    EXPECT_EQ(board.rom->impossible_bits(), 0U);
    EXPECT_EQ(std::count(board.rom->flash().begin() + 0x5000, board.rom->flash().end(), 0x22),
              5000);
    EXPECT_EQ(board.rom->erased_sectors(), 3U);
}

TEST(Uf2Drive, MayStay) {
    PicobootBoard board({.stays = true});
    const auto begin = board.host.now();
    EXPECT_EQ(error_text([&] { send(board, pico_image()); }),
              "error: the USB device 2e8a:0003 at 1-2 did not take the file\n"
              "  its drive is still there 10 s after it was written\n"
              "  hint: plug it in again, and run the same command again");
    EXPECT_GE(board.host.now() - begin, 10s);
}

TEST(Uf2Drive, IsAnother) {
    fakes::UsbHost host;
    host.plug(2, std::make_shared<fakes::ProbeDrive>(fakes::ProbeDrive::Behaviour{}, host.clock()));
    EXPECT_EQ(error_text([&] {
                  (void)send_to_uf2_drive(host, host.attached().at(0), pico_image(), 1,
                                          nobody_looks);
              }),
              "error: the USB device 0d28:0204 at 1-2 is no drive that takes UF2 files\n"
              "  it has no INFO_UF2.TXT");
}

TEST(Uf2Drive, GoesBeforeItHasAll) {
    PicobootBoard board;
    board.host.set_tamper([&](std::size_t number, const usb::Setup&, BytesView,
                              std::size_t) -> std::optional<fakes::Answer> {
        if (number < 40) return std::nullopt;
        return fakes::Answer{.outcome = usb::Outcome::gone};
    });
    EXPECT_EQ(error_text([&] { send(board, pico_image()); }),
              "error: the USB device 2e8a:0003 at 1-2 vanished while it was written\n"
              "  it had 28672 of 80384 bytes of the file\n"
              "  hint: hold BOOTSEL while you plug it in again");
}

class ChosenBootsel : public testing::Test {
protected:
    [[nodiscard]] std::vector<std::string> found(const std::string& via = "") {
        std::vector<std::string> names;
        const Wanted wanted{.board = pico_board(), .via = via, .device = {}};
        for (const Target& one : find_targets(board_.host, wanted)) {
            names.push_back(one.method + " " + one.name + " " + one.title);
        }
        return names;
    }

    PicobootBoard board_;
};

TEST_F(ChosenBootsel, IsThereOnce) {
    using testing::ElementsAre;
    const std::string title = "1-2 2e8a:0003, serial number E0C9125B0D9B";
    EXPECT_THAT(found(), ElementsAre("picoboot " + title));
    EXPECT_THAT(found("uf2"), ElementsAre("uf2 " + title + ", drive RPI-RP2"));
}

TEST_F(ChosenBootsel, IsADriveToWhoMayNotOpenTheDevice) {
    using testing::ElementsAre;
    board_.host.set_permits(false);
    EXPECT_THAT(found(),
                ElementsAre("uf2 1-2 2e8a:0003, serial number E0C9125B0D9B, drive RPI-RP2"));
    board_.host.set_mounts(false);
    EXPECT_THAT(found(), ElementsAre("picoboot 1-2 2e8a:0003, serial number E0C9125B0D9B"));
}

TEST_F(ChosenBootsel, IsOpenedWhereItsDriveIsNotMounted) {
    using testing::ElementsAre;
    Board board = pico_board();
    board.flash = {"uf2", "picoboot"};
    const auto method = [&] {
        return find_targets(board_.host, {.board = board, .via = "", .device = {}}).at(0).method;
    };
    EXPECT_EQ(method(), "uf2");
    board_.host.set_mounts(false);
    EXPECT_EQ(method(), "picoboot");
    board_.host.set_permits(false);
    EXPECT_EQ(method(), "uf2");
}

UpdateReport flash(PicobootBoard& board, const FlashJob& job, const std::string& via) {
    Progress progress(Progress::Show::nothing, 80, [](const std::string&) {});
    const auto targets = find_targets(board.host, {.board = job.board, .via = via, .device = {}});
    return flash_device(
        board.host, targets.at(0), job, [](const std::string&, const Board&) { return false; },
        [](std::string_view) {}, progress);
}

TEST_F(ChosenBootsel, IsFlashedEitherWay) {
    for (const char* const via : {"picoboot", "uf2"}) {
        PicobootBoard board;
        const UpdateReport report =
            flash(board, {.image = pico_image(), .board = pico_board()}, via);
        EXPECT_TRUE(has(board, pico_image()));
        EXPECT_EQ(report.written, 40'000U);
        EXPECT_EQ(report.started, "the device left its bootloader");
        EXPECT_EQ(report.verified, std::string(via) == "picoboot");
    }
}

TEST_F(ChosenBootsel, IsNotTouchedByADryRun) {
    const UpdateReport report =
        flash(board_, {.image = pico_image(), .board = pico_board(), .options = {.dry_run = true}},
              "uf2");
    EXPECT_EQ(update_text(report), "all of it would be written, nothing was changed");
    EXPECT_EQ(board_.host.transfers(), 0U);
}

TEST_F(ChosenBootsel, RefusesWhatADriveCannotDo) {
    EXPECT_EQ(error_text([&] {
                  (void)flash(
                      board_,
                      {.image = pico_image(), .board = pico_board(), .options = {.start = false}},
                      "uf2");
              }),
              "error: the drive for UF2 files starts what it is given\n"
              "  --no-start asks for something else\n"
              "  hint: leave out --no-start, or choose another way with --via");
    Progress progress(Progress::Show::nothing, 80, [](const std::string&) {});
    const auto targets =
        find_targets(board_.host, {.board = pico_board(), .via = "uf2", .device = {}});
    EXPECT_EQ(error_text([&] {
                  (void)read_device(board_.host, targets.at(0), pico_board(),
                                    {.address = 0x10000000, .length = 4}, progress);
              }),
              "error: the drive for UF2 files at 1-2 cannot be read\n"
              "  uf2 only writes\n"
              "  hint: choose another way, if the board has one: --via");
    Image broken = pico_image();
    broken.segments[0].bytes[0] ^= 1;
    EXPECT_THAT(
        error_text([&] { (void)flash(board_, {.image = broken, .board = pico_board()}, "uf2"); }),
        testing::HasSubstr("error: app.elf cannot start on board pico\n"));
    EXPECT_EQ(board_.host.transfers(), 0U);
}

BreakableWork make_copy() {
    const auto board = std::make_shared<PicobootBoard>();
    const auto image = std::make_shared<Image>(pico_image(9000));
    const auto has_lost_power = std::make_shared<bool>(false);
    return {
        .host = &board->host,
        .model = board->rom,
        .power_cycle =
            [=] {
                board->rom->enter();
                *has_lost_power = true;
            },
        .work =
            [=] {
                *has_lost_power = false;
                if (!board->rom->is_attached()) board->rom->enter();
                if (board->host.attached().empty()) board->host.plug(2, board->rom);
                send(*board, *image);
            },
        .is_done =
            [=] { return has(*board, *image) && (board->rom->starts() > 0 || *has_lost_power); }};
}

TEST(Uf2DriveBroken, AtEveryTransferIsMendedByTheNextRun) { break_every_transfer(make_copy); }

}  // namespace
}  // namespace perth::cli
