#include "cli/usb/udev_rule.hpp"

#include <fmt/format.h>

namespace perth::cli::usb {

std::string udev_rule(std::uint16_t vid, std::uint16_t pid) {
    // systemd, "70-uaccess.rules": the tag gives the device to whoever sits at the machine.
    return fmt::format(R"(SUBSYSTEM=="usb", ATTR{{idVendor}}=="{:04x}", )"
                       R"(ATTR{{idProduct}}=="{:04x}", MODE="0660", TAG+="uaccess", )"
                       R"(ENV{{ID_MM_DEVICE_IGNORE}}="1")",
                       vid, pid);
}

}  // namespace perth::cli::usb
