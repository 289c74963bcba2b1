// The firmware's end of the bus, before its first instruction.
#pragma once

namespace perth::usb_device {

/// The device and the console are as after reset, and so is hal::chip.
void restart_firmware();

}  // namespace perth::usb_device
