// What a panic leaves behind on a board that nobody listens to: a LED that flashes.
#pragma once

#include <board.hpp>
#include <perth_port.hpp>

#include "console_flush.hpp"
#include "perth/hal/pin.hpp"

namespace perth::hal::cortex_m {

inline constexpr unsigned loops_a_microsecond = board::clock_hz / 1'000'000 / 4;

// Without the time base: it may be what broke.
inline void pause(unsigned milliseconds) noexcept {
    for (; milliseconds != 0; --milliseconds) {
        for (unsigned i = 0; i < 1000 * loops_a_microsecond; ++i) asm volatile("");
        if (console_poll != nullptr) console_poll();
    }
}

template <typename Led>
struct PanicLed;  // what the pin's type is made of
template <Pad P, active Active>
struct PanicLed<Output<P, Active>> {
    // Three quick flashes and a pause, for ever. The pad is taken from whoever has it.
    [[noreturn]] static void flash() noexcept {
        P::make_output(Active == active::low);
        for (;;) {
            for (unsigned half = 0; half < 6; ++half) {
                P::write((half % 2 == 0) == (Active == active::high));
                pause(100);
            }
            pause(700);
        }
    }
};
template <>
struct PanicLed<void> {
    [[noreturn]] static void flash() noexcept {
        for (;;) pause(1);
    }
};

}  // namespace perth::hal::cortex_m
