// What a build for host writes of the pins that the templates use.
#pragma once

#include "perth/hal/pin.hpp"

namespace board {

using LedRed = perth::hal::Output<perth::pad::P1>;
using LedGreen = perth::hal::Output<perth::pad::P2>;
using Button = perth::hal::Input<perth::pad::P8, perth::active::low, perth::hal::Pull::up>;

}  // namespace board
