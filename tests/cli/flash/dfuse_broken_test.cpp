// A whole flash over DfuSe, broken at every control transfer.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/cli/flash/broken_transfers.hpp"
#include "tests/cli/flash/dfuse_board.hpp"

namespace perth::cli {
namespace {

// Erases, writes, reads back, starts: what flashing a board does.
void flash(DfuseBoard& board, const Bytes& image) {
    if (board.host.attached().empty()) board.host.plug(2, board.rom);
    const auto programmer = board.connect();
    programmer->erase(DfuseBoard::sectors(*programmer, 0, 4), nobody_watches);
    programmer->write(DfuseBoard::flash, image, nobody_watches);
    Bytes back(image.size());
    programmer->read(DfuseBoard::flash, back, nobody_watches);
    if (back != image) throw Error({.what = "it differs", .fault = Fault::verify});
    programmer->start(DfuseBoard::flash);
}

BreakableWork make_flash(const DfuseBoard::Behaviour& behaviour) {
    const auto board = std::make_shared<DfuseBoard>(behaviour);
    const auto before = std::make_shared<Bytes>(board->rom->flash().size(), 0x55);
    board->rom->flash() = *before;
    const auto image = std::make_shared<Bytes>(sample_image(70'000));
    const auto enter = [board] {
        if (!board->rom->is_attached()) board->rom->enter();  // its buttons were pressed again
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
                    flash(*board, *image);
                },
            .is_done =
                [=] {
                    const Bytes& flash = board->rom->flash();
                    const bool rest_is_left =
                        std::equal(flash.begin() + 0x20000, flash.end(), before->begin());
                    const bool is_started =
                        board->rom->started_at() == DfuseBoard::flash || *has_lost_power;
                    return std::equal(image->begin(), image->end(), flash.begin()) && is_started &&
                           rest_is_left;
                }};
}

TEST(DfuseBroken, AtEveryTransferIsMendedByTheNextRun) {
    break_every_transfer([] { return make_flash({}); });
}

TEST(DfuseBroken, AtEveryTransferOfAChipThatAnswersLateInsteadOfStalling) {
    break_every_transfer([] { return make_flash({.waits_when_early = true}); });
}

}  // namespace
}  // namespace perth::cli
