#include "cli/flash/drive.hpp"

#include <gmock/gmock.h>

#include "cli/flash/choose.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/broken_transfers.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/fakes/probe_drive.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Behaviour = fakes::ProbeDrive::Behaviour;

const Programmer::Advance nobody_looks = [](std::size_t) {};

Board probe_board(const Behaviour& behaviour) {
    Board board;
    board.name = "probed";
    board.core = "cortex-m0";
    board.memory = {
        {.name = "flash",
         .start = behaviour.flash_start,
         .size = behaviour.flash_size,
         .access = "rx",
         .sectors = {}},
        {.name = "ram", .start = 0x20000000, .size = 16 << 10, .access = "rwx", .sectors = {}}};
    board.flash = {"drive"};
    board.drive = behaviour.label;
    board.usb = {{.vid = behaviour.vid, .pid = behaviour.pid, .mode = "drive"}};
    return board;
}

/// A probe that comes back after each file.
struct ProbedBoard {
    explicit ProbedBoard(const Behaviour& behaviour = {})
        : board(probe_board(behaviour)),
          probe(std::make_shared<fakes::ProbeDrive>(behaviour, host.clock())) {
        plug();
    }

    void plug() {
        host.plug(2, probe, [this]() -> fakes::UsbHost::Model {
            if (!returns) return nullptr;
            probe->come_back();
            return probe;
        });
    }

    [[nodiscard]] Image image(std::size_t size = 5000) const {
        Bytes bytes = sample_image(size);
        Bytes vectors;
        append_little_endian(vectors, std::uint32_t{0x20004000});
        append_little_endian(vectors, board.memory[0].start + 0xC1);
        std::copy(vectors.begin(), vectors.end(), bytes.begin());
        return {.name = "app.elf",
                .segments = {{board.memory[0].start, bytes},
                             {board.memory[0].start + 0x3000, Bytes(10, 0x33)}}};
    }

    std::string send() {
        return send_to_drive(host, host.attached().at(0), board, image(), nobody_looks);
    }

    void wait_until_it_is_back() {
        const auto deadline = host.now() + 30s;
        while (host.attached().empty() && host.now() < deadline) host.wait_for_change(deadline);
        if (host.attached().empty()) plug();
    }

    [[nodiscard]] bool has_image() const {
        const Image program = image();
        for (const Segment& one : program.segments) {
            const auto at = static_cast<std::ptrdiff_t>(one.address - board.memory[0].start);
            if (!std::equal(one.bytes.begin(), one.bytes.end(), probe->flash().begin() + at)) {
                return false;
            }
        }
        return true;
    }

    bool returns = true;
    Board board;
    fakes::UsbHost host;
    std::shared_ptr<fakes::ProbeDrive> probe;
};

const Behaviour stlink{.label = "NODE_F401RE",
                       .is_stlink = true,
                       .vid = 0x0483,
                       .pid = 0x374B,
                       .serial = "0670FF485550755187121723",
                       .flash_start = 0x08000000,
                       .flash_size = 512 << 10};

TEST(Drive, TakesTheProgram) {
    ProbedBoard daplink;
    EXPECT_EQ(daplink.send(), "the probe wrote the program and started it");
    EXPECT_TRUE(daplink.has_image());
    ProbedBoard nucleo(stlink);
    EXPECT_EQ(nucleo.send(), "the probe wrote the program and started it");
    EXPECT_TRUE(nucleo.has_image());
    EXPECT_EQ(nucleo.probe->files(), 1U);
}

TEST(Drive, TakesAgainWhatFailedInPassing) {
    ProbedBoard board(
        {.failures = {"error: The transfer timed out.\r\ntype: transient, user\r\n"}});
    EXPECT_EQ(board.send(), "the probe wrote the program and started it");
    EXPECT_EQ(board.probe->files(), 2U);
    EXPECT_TRUE(board.has_image());
    const std::string twice = "error: The transfer timed out.\r\ntype: user, transient\r\n";
    ProbedBoard worse({.failures = {twice, twice}});
    EXPECT_EQ(error_text([&] { worse.send(); }),
              "error: the drive of the USB device 0d28:0204 at 1-2 did not take the program\n"
              "  FAIL.TXT: The transfer timed out. (transient, user)\n"
              "  hint: flash a program that was built for this board");
    EXPECT_EQ(worse.probe->files(), 2U);
}

TEST(Drive, SaysWhatWentWrong) {
    const auto failed = [](std::string text, const Behaviour& like = {}) {
        Behaviour behaviour = like;
        behaviour.failures = {std::move(text)};
        ProbedBoard board(behaviour);
        std::string said = error_text([&] { board.send(); });
        EXPECT_EQ(board.probe->files(), 1U);
        return said;
    };
    EXPECT_EQ(failed("error: The interface firmware FAILED to reset/halt the target MCU\r\n"
                     "type: target\r\n"),
              "error: the drive of the USB device 0d28:0204 at 1-2 did not take the program\n"
              "  FAIL.TXT: The interface firmware FAILED to reset/halt the target MCU (target)\n"
              "  hint: look whether the chip is powered and not locked, and its debug wires are "
              "whole");
    EXPECT_EQ(failed("error: In circuit programming failed\r\ntype: interface\r\n"),
              "error: the drive of the USB device 0d28:0204 at 1-2 did not take the program\n"
              "  FAIL.TXT: In circuit programming failed (interface)\n"
              "  hint: plug the board in again");
    EXPECT_EQ(failed("SWD ERROR\r\n", stlink),
              "error: the drive of the USB device 0483:374b at 1-2 did not take the program\n"
              "  FAIL.TXT: SWD ERROR");
}

TEST(Drive, SaysThatTheProbeCrashed) {
    ProbedBoard board({.assertion = "Assert\r\nFile: vfs_manager.c\r\nLine: 231\r\n"});
    EXPECT_EQ(error_text([&] { board.send(); }),
              "error: the drive of the USB device 0d28:0204 at 1-2 says that the probe's firmware "
              "crashed\n"
              "  ASSERT.TXT: Assert File: vfs_manager.c Line: 231\n"
              "  hint: delete ASSERT.TXT from the drive; it keeps it until then");
}

TEST(Drive, TakesNoNotice) {
    ProbedBoard board({.ignores_files = true});
    const auto begin = board.host.now();
    EXPECT_EQ(error_text([&] { board.send(); }),
              "error: the drive of the USB device 0d28:0204 at 1-2 took no notice of the file\n"
              "  it is still there after 30 s\n"
              "  hint: plug the board in again");
    EXPECT_GE(board.host.now() - begin, 30s);
}

TEST(Drive, DoesNotComeBack) {
    ProbedBoard board;
    board.returns = false;
    EXPECT_EQ(error_text([&] { board.send(); }),
              "error: the drive of the USB device 0d28:0204 at 1-2 did not come back\n"
              "  waited 30 s for it after the program was copied\n"
              "  hint: plug the board in again");
}

TEST(Drive, ComesBackAsIfNothingHadBeen) {
    ProbedBoard board({.forgets = true});
    EXPECT_EQ(error_text([&] { board.send(); }),
              "error: the drive of the USB device 0d28:0204 at 1-2 came back without having taken "
              "the file\n"
              "  its remount count was 0 and is 0\n"
              "  hint: plug the board in again, and run the same command again");
}

TEST(Drive, IsToldFromOthersByItsLabel) {
    ProbedBoard board(stlink);
    Behaviour other = stlink;
    other.label = "NODE_F411RE";
    board.host.plug(3, std::make_shared<fakes::ProbeDrive>(other, board.host.clock()));
    const auto names = [&](std::optional<DeviceName> device) {
        std::vector<std::string> found;
        for (const Target& one :
             find_targets(board.host, {.board = board.board, .via = "", .device = device})) {
            found.push_back(one.method + " " + one.name);
        }
        return found;
    };
    EXPECT_EQ(names({}), (std::vector<std::string>{"drive 1-2"}));
    EXPECT_EQ(names(DeviceName{DeviceName::Kind::place, "1-3"}),
              (std::vector<std::string>{"drive 1-3"}));
}

BreakableWork make_copy(const Behaviour& behaviour) {
    const auto board = std::make_shared<ProbedBoard>(behaviour);
    return {.host = &board->host,
            .model = board->probe,
            .power_cycle = [=] { board->probe->power_cycle(); },
            .work =
                [=] {
                    board->wait_until_it_is_back();
                    board->send();
                },
            .is_done = [=] { return board->has_image(); },
            .plug = [=] { board->wait_until_it_is_back(); }};
}

TEST(DriveBroken, AtEveryTransferIsMendedByTheNextRun) {
    break_every_transfer([] { return make_copy({}); });
    break_every_transfer([] { return make_copy(stlink); });
}

}  // namespace
}  // namespace perth::cli
