// The flash of an emulated board that keeps what its firmware writes, also after a reset.
#pragma once

#include <string>

#include "cli/image/image.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli {

/// QEMU writes what it was started with (-kernel) into memory again at each reset of the guest, so
/// an update would be undone. Of the nRF51's flash it is therefore given the first page only, which
/// no update changes; all is written through the chip's flash controller before the guest starts.
class QemuFlash {
public:
    /// `image` lies in the nRF51's flash.
    explicit QemuFlash(const Image& image);

    /// Returns the file that stands in the place of the program, open also for QEMU.
    [[nodiscard]] int first_page() const noexcept { return first_page_.get(); }
    /// Returns the lines for QEMU's test socket.
    [[nodiscard]] const std::string& commands() const noexcept { return commands_; }

private:
    Handle first_page_;
    std::string commands_;
};

}  // namespace perth::cli
