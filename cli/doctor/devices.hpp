// Whether this user may open the boards that are attached, and whether they are as they should be.
#pragma once

#include <vector>

#include "cli/board/board.hpp"
#include "cli/doctor/check.hpp"
#include "cli/doctor/machine.hpp"
#include "cli/serial/ports.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// Looks at the USB devices that are boards, and at those that offer DFU while they run their
/// program. `mend` is the command that installs udev rules.
[[nodiscard]] std::vector<Check> check_usb(const std::vector<usb::Attached>& attached,
                                           const std::vector<Board>& boards, const Machine& machine,
                                           const std::string& mend);

/// Looks at the serial ports on USB: whether they may be opened, and who has them open.
[[nodiscard]] std::vector<Check> check_ports(const std::vector<serial::Port>& ports);

}  // namespace perth::cli
