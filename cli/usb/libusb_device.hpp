// A device opened through libusb.
#pragma once

#include <memory>

#include "cli/usb/usb.hpp"

namespace perth::cli::usb {

/// As Host::open().
[[nodiscard]] std::unique_ptr<Device> open_with_libusb(const Attached& attached);

}  // namespace perth::cli::usb
