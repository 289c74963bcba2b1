#include "cli/build/dfu_file.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "cli/image/dfuse.hpp"
#include "cli/image/image.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

/// The board's bootloader; any device if its definition does not say.
DfuTarget target_of(const Board& board) {
    const auto bootloader = std::find_if(board.usb.begin(), board.usb.end(),
                                         [](const UsbId& id) { return id.mode == "dfu"; });
    if (bootloader == board.usb.end()) return {};
    return {.vid = bootloader->vid, .pid = bootloader->pid};
}

}  // namespace

void write_dfu_file(const BuildPlan& plan) {
    const auto& methods = plan.board.flash;
    if (std::find(methods.begin(), methods.end(), "dfuse") == methods.end()) return;
    const Bytes file = write_dfuse(read_image(plan.elf()), target_of(plan.board));
    write_file_if_changed(plan.folder / (plan.name + ".dfu"),
                          {reinterpret_cast<const char*>(file.data()), file.size()});
}

}  // namespace perth::cli
