// What the console over USB is to know of the RP2040.
#pragma once

namespace perth::hal::usb {

/// Raspberry Pi's tools look for it (protocol: pico-sdk, pico/usb_reset_interface.h).
inline constexpr bool has_reset_interface = true;

}  // namespace perth::hal::usb
