// The end of a run: exit, reset, and what a panic leaves behind. For ports with a board.hpp; their
// perth_port.hpp declares cortex_m::reset_chip().
#include <board.hpp>
#include <perth_port.hpp>

#include "console_flush.hpp"
#include "panic_led.hpp"
#include "semihosting.hpp"

namespace perth::hal {
namespace {

void flush() noexcept {
    if (cortex_m::console_flush != nullptr) cortex_m::console_flush();
}

}  // namespace

void exit(int code) noexcept {
    flush();
    cortex_m::semihosting_exit(code);
    for (;;) asm volatile("wfi" ::: "memory");
}

void reset() noexcept {
    flush();
    cortex_m::reset_chip();
}

void halt_in_panic() noexcept {
    asm volatile("cpsid i" ::: "memory");
    flush();
    cortex_m::semihosting_exit(1);
    if constexpr (board::reset_on_panic) cortex_m::reset_chip();
    cortex_m::PanicLed<board::panic_led>::flash();
}

}  // namespace perth::hal
