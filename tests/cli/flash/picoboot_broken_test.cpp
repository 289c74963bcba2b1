// A whole flash over PICOBOOT, broken at every transfer.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "cli/flash/update.hpp"
#include "tests/cli/flash/broken_transfers.hpp"
#include "tests/cli/flash/picoboot_board.hpp"

namespace perth::cli {
namespace {

BreakableWork make_flash() {
    const auto board = std::make_shared<PicobootBoard>();
    static const Bytes before(2 << 20, 0x55);
    static const Image image{.name = "app.elf",
                             .segments = {{PicobootBoard::flash, pico_program(40'000)}}};
    board->rom->flash() = before;
    // One that is unplugged while it leaves cannot be told from one that leaves.
    const auto has_lost_power = std::make_shared<bool>(false);
    return {.host = &board->host,
            .model = board->rom,
            .power_cycle =
                [=] {
                    board->rom->enter();
                    *has_lost_power = true;
                },
            .work =
                [=] {
                    *has_lost_power = false;
                    board->host.sleep(std::chrono::seconds(1));  // nobody types faster
                    if (!board->rom->is_attached()) board->rom->enter();
                    if (board->host.attached().empty()) board->host.plug(2, board->rom);
                    Progress progress(Progress::Show::nothing, 80, [](const std::string&) {});
                    const auto programmer =
                        connect_picoboot(board->host, board->host.attached().at(0), pico_board());
                    const auto report = update(*programmer, image, pico_board(), {}, progress);
                    if (!report.verified) {
                        throw Error({.what = "not verified", .fault = Fault::verify});
                    }
                },
            .is_done =
                [=] {
                    const Bytes& program = image.segments[0].bytes;
                    const Bytes& flash = board->rom->flash();
                    const bool rest_is_left =
                        std::equal(flash.begin() + 0xA000, flash.end(), before.begin());
                    return std::equal(program.begin(), program.end(), flash.begin()) &&
                           rest_is_left && (board->rom->starts() > 0 || *has_lost_power);
                }};
}

TEST(PicobootBroken, AtEveryTransferIsMendedByTheNextRun) { break_every_transfer(make_flash); }

}  // namespace
}  // namespace perth::cli
