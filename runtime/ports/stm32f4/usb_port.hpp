// What the console over USB is to know of the STM32F4.
#pragma once

namespace perth::hal::usb {

inline constexpr bool has_reset_interface = false;

}  // namespace perth::hal::usb
