#pragma once

#include <perth_port.hpp>

namespace perth::hal {

template <typename Unit>
struct I2cMaster {};

}  // namespace perth::hal
