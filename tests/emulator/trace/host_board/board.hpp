// The simulated board, in the form that `perth build` generates.
#pragma once

#include <perth/hal/pin.hpp>

namespace board {

inline constexpr char name[] = "host";
using Led = perth::hal::Output<perth::pad::P0, perth::active::high>;

}  // namespace board
