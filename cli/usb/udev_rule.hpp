// The udev rule that lets ordinary users open a device.
#pragma once

#include <cstdint>
#include <string>

namespace perth::cli::usb {

/// Where the rules go: before 73-seat-late.rules, which turns the tag into access.
inline constexpr const char* udev_rules_file = "/etc/udev/rules.d/60-perth.rules";

/// Returns the rule for one kind of device, without a newline. ModemManager leaves it alone.
[[nodiscard]] std::string udev_rule(std::uint16_t vid, std::uint16_t pid);

}  // namespace perth::cli::usb
