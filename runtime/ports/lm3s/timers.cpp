// The timers that interrupt periodically. Linked only if used; the interrupts TIMER0A, TIMER1A and
// TIMER2A are the program's else.
#include "timers.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::lm3s {
namespace {

struct State {
    Callback callback;
    bool claimed;
};
State states[3];  // written with interrupts masked

constexpr unsigned irq_of(unsigned unit) noexcept { return 19 + 2 * unit; }

void interrupt(unsigned unit) noexcept {
    if ((timer(unit).status & Timer::expired) == 0) return;  // it was ended meanwhile
    timer(unit).clear = Timer::expired;
    const Callback callback = states[unit].callback;  // which may replace itself
    callback();
}

}  // namespace

bool claim_timer(unsigned unit) noexcept {
    const Critical guard;
    const bool is_free = !states[unit].claimed;
    states[unit].claimed = true;
    return is_free;
}

void unclaim_timer(unsigned unit) noexcept { states[unit].claimed = false; }

bool begin_timer(unsigned unit, std::uint32_t period_us, Callback callback) noexcept {
    const std::uint64_t clocks = std::uint64_t{period_us} * cortex_m::CoreClock::cycles_per_us();
    if (clocks > 0xFFFF'FFFF) return false;
    end_timer(unit);
    states[unit].callback = callback;
    Timer& it = timer(unit);
    it.configuration = 0;
    it.mode = Timer::periodic;
    it.load = static_cast<std::uint32_t>(clocks) - (is_emulated ? 0 : 1);  // QEMU does not count 0
    it.mask = Timer::expired;
    cortex_m::nvic().enable(irq_of(unit));
    it.control = Timer::enable;
    return true;
}

void end_timer(unsigned unit) noexcept {
    const Critical guard;
    start_clock(1, SystemControl::timer(unit));  // or the writes would be lost
    timer(unit).control = 0;
    timer(unit).mask = 0;
    timer(unit).clear = Timer::expired;
}

}  // namespace perth::hal::lm3s

PERTH_IRQ(TIMER0A) { perth::hal::lm3s::interrupt(0); }
PERTH_IRQ(TIMER1A) { perth::hal::lm3s::interrupt(1); }
PERTH_IRQ(TIMER2A) { perth::hal::lm3s::interrupt(2); }
