// What a register is: a word in memory that changes by itself. A file of its own, so that the tests
// on host can put theirs in its place, which asks a model of the chip.
#pragma once

#include <cstdint>

namespace perth::hal::stm32f4 {

using Register = volatile std::uint32_t;

}  // namespace perth::hal::stm32f4
