// What the kernel says is attached.
#pragma once

#include <string>
#include <vector>

#include "cli/usb/usb.hpp"

namespace perth::cli::usb {

/// Reads /sys/bus/usb/devices: opens no device, needs no udevd. Hubs, and devices that vanish while
/// they are looked at or make no sense, are left out.
[[nodiscard]] std::vector<Attached> read_sysfs(const std::string& sysfs, const std::string& dev);

}  // namespace perth::cli::usb
