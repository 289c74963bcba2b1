// A chip that has the reset interface.
#pragma once

namespace perth::hal::usb {
inline constexpr bool has_reset_interface = true;
}  // namespace perth::hal::usb
