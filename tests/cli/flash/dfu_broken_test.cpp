// A download over plain DFU, broken at every control transfer.
#include <gtest/gtest.h>

#include "cli/flash/dfu.hpp"
#include "tests/cli/flash/broken_transfers.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/fakes/dfu_device.hpp"

namespace perth::cli {
namespace {

struct Board {
    fakes::UsbHost host;
    std::shared_ptr<fakes::DfuLoader> loader;
};

BreakableWork make_download(const fakes::DfuLoader::Behaviour& behaviour) {
    const auto board = std::make_shared<Board>();
    board->loader = std::make_shared<fakes::DfuLoader>(behaviour, board->host.clock());
    const auto image = std::make_shared<Bytes>(sample_image(8'000));
    const auto work = [board, image] {
        if (!board->loader->is_attached()) board->loader->power_cycle();
        if (board->host.attached().empty()) board->host.plug(2, board->loader);
        dfu_download(board->host, board->host.attached().at(0), {}, *image, [](std::size_t) {});
    };
    return {.host = &board->host,
            .model = board->loader,
            .power_cycle = [board] { board->loader->power_cycle(); },
            .work = work,
            .is_done = [board, image] { return board->loader->image() == *image; }};
}

TEST(DfuBroken, AtEveryTransferIsMendedByTheNextRun) {
    break_every_transfer([] { return make_download({.is_tolerant = true}); });
}

}  // namespace
}  // namespace perth::cli
