// The vector table of the benches: 264 bytes, and every fault and stray interrupt stops.
#include "startup.hpp"

extern "C" {
__attribute__((used)) void perth_unhandled() {
    for (;;) {
    }
}
void SysTick_Handler();
}

namespace {
constexpr auto stop = perth_unhandled;
}

extern "C" __attribute__((used)) const perth::hal::cortex_m::Vector perth_vectors[66] = {
    __perth_stack_top, Reset_Handler, stop,    stop, stop, stop,    stop, nullptr,
    nullptr,           nullptr,       nullptr, stop, stop, nullptr, stop, SysTick_Handler};
