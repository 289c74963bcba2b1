// The end of a run: exit, reset, and what a panic leaves behind.
#include <board.hpp>
#include <perth_port.hpp>

#include "console.hpp"
#include "reset.hpp"
#include "semihosting.hpp"

namespace perth::hal {
namespace {

constexpr unsigned loops_a_microsecond = board::clock_hz / 1'000'000 / 4;

// Without the time base: it may be what broke.
void pause(unsigned milliseconds) noexcept {
    for (unsigned i = 0; i < milliseconds * 1000 * loops_a_microsecond; ++i) asm volatile("");
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
        for (;;) asm volatile("");
    }
};

void flush() noexcept {
    if (stm32f4::console_flush != nullptr) stm32f4::console_flush();
}

}  // namespace

void exit(int code) noexcept {
    flush();
    cortex_m::semihosting_exit(code);
    for (;;) asm volatile("wfi" ::: "memory");
}

void reset() noexcept {
    flush();
    cortex_m::system_reset();
}

void halt_in_panic() noexcept {
    asm volatile("cpsid i" ::: "memory");
    flush();
    cortex_m::semihosting_exit(1);
    if constexpr (board::reset_on_panic) cortex_m::system_reset();
    PanicLed<board::panic_led>::flash();
}

}  // namespace perth::hal
