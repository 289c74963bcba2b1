#pragma once

#include <perth_port.hpp>

namespace perth::hal {

template <typename Unit>
struct PwmOutput {};

}  // namespace perth::hal
