// A bootloader that is a drive and takes UF2 files.
#pragma once

#include <cstdint>
#include <string>

#include "cli/flash/programmer.hpp"
#include "cli/image/image.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// Writes the image, whose blocks are of `family`, to the drive and sees it leave. `advance` gets
/// the bytes of the image that the device has. Returns what the device did then, in words. `Error`:
/// those of Host::open_volume() and Volume::write(); Fault::refused if it is no such drive, or
/// still there 10 s after it had all; gone if it left before.
/// Source: RP2040 Datasheet, "USB Mass Storage Interface".
std::string send_to_uf2_drive(usb::Host& host, const usb::Attached& attached, const Image& image,
                              std::uint32_t family, const Programmer::Advance& advance);

}  // namespace perth::cli
