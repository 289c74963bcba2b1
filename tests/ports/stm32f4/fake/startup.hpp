// Interrupt handlers are functions that the tests call.
#pragma once

namespace perth::hal::cortex_m {
inline void use_own_vectors() {}
}  // namespace perth::hal::cortex_m

#define PERTH_IRQ(NAME) extern "C" void NAME##_IRQHandler()
