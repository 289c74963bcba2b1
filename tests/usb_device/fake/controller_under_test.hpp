// No hardware: what the class logic itself does.
#pragma once

#include "tests/usb_device/fake_controller.hpp"

namespace perth::usb_device {
using Controller = FakeController;
}  // namespace perth::usb_device
