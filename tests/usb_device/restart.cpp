#include "tests/usb_device/restart.hpp"

#include <memory>

#include "perth/hal/console_tap.hpp"

// In whose unnamed namespace the console's state is.
#include "runtime/ports/usb/console.cpp"

namespace perth::usb_device {

void restart_firmware() {
    hal::chip = {};
    hal::usb::console = {};
    std::destroy_at(&hal::usb::device);
    std::construct_at(&hal::usb::device);
}

}  // namespace perth::usb_device

bool perth::hal::console_tap(std::uint8_t byte) noexcept {
    return chip.console_tap && chip.console_tap(byte);
}
