// As much of the runtime as a generated board.hpp needs, so that tests of the tool build in no
// time.
#pragma once

#include <perth_port.hpp>

namespace perth {

enum class active : bool { low, high };

namespace hal {

enum class Pull { none, up, down };

template <typename Pad, active Active>
struct Output {};

template <typename Pad, active Active>
struct Held {};

template <typename Pad, active Active, Pull Resistor>
struct Input {};

}  // namespace hal
}  // namespace perth
