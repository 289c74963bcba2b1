// A whole flash over DfuSe, broken at every control transfer.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "cli/board/board.hpp"
#include "cli/flash/update.hpp"
#include "tests/cli/flash/broken_transfers.hpp"
#include "tests/cli/flash/dfuse_board.hpp"

namespace perth::cli {
namespace {

// Erases, writes, reads back, starts: what flashing a board does.
void flash(DfuseBoard& board, const Bytes& image) {
    const auto programmer = board.connect();
    programmer->erase(DfuseBoard::sectors(*programmer, 0, 4), nobody_watches);
    programmer->write(DfuseBoard::flash, image, nobody_watches);
    Bytes back(image.size());
    programmer->read(DfuseBoard::flash, back, nobody_watches);
    if (back != image) throw Error({.what = "it differs", .fault = Fault::verify});
    programmer->start(DfuseBoard::flash);
}

// The same as perth flash does it: only what differs, the vector table last.
void flash_as_perth(DfuseBoard& board, const Bytes& image) {
    static const Board pyboard = load_board("pyboard-v11", board_path("", PERTH_SOURCE_DIR));
    const Image segments{.segments = {{.address = DfuseBoard::flash, .bytes = image}},
                         .entry = {},
                         .target = {},
                         .build_id = {},
                         .warnings = {}};
    Progress progress(Progress::Show::nothing, 80, [](const std::string&) {});
    const auto report = update(*board.connect(), segments, pyboard, {}, progress);
    if (!report.verified) throw Error({.what = "not verified", .fault = Fault::verify});
}

// Code whose vector table can be one.
Bytes program() {
    Bytes image = sample_image(70'000);
    const Bytes vectors = {0x00, 0x00, 0x02, 0x20, 0x01, 0x02, 0x00, 0x08};
    std::ranges::copy(vectors, image.begin());
    return image;
}

BreakableWork make_flash(const std::function<void(DfuseBoard&, const Bytes&)>& flash,
                         const DfuseBoard::Behaviour& behaviour = {}) {
    const auto board = std::make_shared<DfuseBoard>(behaviour);
    static const Bytes before(fakes::Stm32Dfuse::flash_size, 0x55);
    static const Bytes image = program();
    board->rom->flash() = before;
    const auto enter = [board] {
        if (!board->rom->is_attached()) board->rom->enter();  // its buttons were pressed again
        if (board->host.attached().empty()) board->host.plug(2, board->rom);
    };
    // One that is unplugged while it leaves cannot be told from one that leaves.
    const auto has_lost_power = std::make_shared<bool>(false);
    return {.host = &board->host,
            .model = board->rom,
            .power_cycle =
                [board, has_lost_power] {
                    board->rom->power_cycle();
                    *has_lost_power = true;
                },
            .work =
                [=] {
                    *has_lost_power = false;
                    enter();
                    flash(*board, image);
                },
            .is_done =
                [=] {
                    const Bytes& flash = board->rom->flash();
                    const bool rest_is_left =
                        std::equal(flash.begin() + 0x20000, flash.end(), before.begin());
                    const bool is_started =
                        board->rom->started_at() == DfuseBoard::flash || *has_lost_power;
                    return std::equal(image.begin(), image.end(), flash.begin()) && is_started &&
                           rest_is_left;
                }};
}

TEST(DfuseBroken, AtEveryTransferIsMendedByTheNextRun) {
    break_every_transfer([] { return make_flash(flash); });
}

TEST(DfuseBroken, AtEveryTransferOfAnUpdateIsMendedByTheNextRun) {
    break_every_transfer([] { return make_flash(flash_as_perth, {.waits_when_early = true}); });
}

}  // namespace
}  // namespace perth::cli
