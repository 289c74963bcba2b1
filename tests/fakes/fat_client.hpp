// What a kernel does with a drive, in process: bulk-only transport and FAT16 over a USB device.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/usb/usb.hpp"
#include "cli/usb/volume.hpp"

namespace perth::fakes {

/// Returns the volume of a device with a mass storage interface. `cli::Error` Fault::gone if it has
/// none, or does not answer.
[[nodiscard]] std::unique_ptr<cli::usb::Volume> open_fat(std::unique_ptr<cli::usb::Device> device);

}  // namespace perth::fakes
