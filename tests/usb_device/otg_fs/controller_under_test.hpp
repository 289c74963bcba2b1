// The STM32F4's driver and a model of its registers.
#pragma once

#include "tests/usb_device/otg_fs/model.hpp"

namespace perth::usb_device {
using Controller = OtgFs;
}  // namespace perth::usb_device
