// The two timers that interrupt periodically: channels of TIMER0, which is never stopped, so that
// they do not drift. Linked only if used.
#include "timers.hpp"

#include <perth_port.hpp>

#include "registers.hpp"
#include "time.hpp"

namespace perth::hal::nrf51 {
namespace {

constexpr unsigned timers = 2;
// An interrupt may be late by what is left to 2^32.
constexpr std::uint32_t longest = 0xFFF0'0000;

struct State {
    Callback callback;
    std::uint32_t last;    // when it was due, or begun
    std::uint32_t period;  // µs; 0: not begun
    bool claimed;
};
State states[timers];  // written with interrupts masked

unsigned channel_of(unsigned timer) noexcept { return Channel::first_periodic + timer; }

// Periods of more than 2^31 look past to interrupt_at(), which is harmless: the interrupt that it
// makes finds nothing due, and the compare is set.
void aim(unsigned timer) noexcept {
    interrupt_at(channel_of(timer), states[timer].last + states[timer].period);
}

// Returns whom to call, if it is time. What was missed meanwhile counts as one.
Callback take_due(unsigned timer) noexcept {
    const Critical guard;
    State& state = states[timer];
    timer0().events[channel_of(timer)] = 0;
    if (state.period == 0) return {};
    const std::uint32_t past = count_now() - state.last;
    if (past < state.period) {
        // Too near for a compare, so that we were called by hand: again, until it is time.
        if (state.period - past <= 2) aim(timer);
        return {};
    }
    const bool missed_some = past - state.period >= state.period;
    state.last += missed_some ? past / state.period * state.period : state.period;
    aim(timer);
    return state.callback;
}

}  // namespace

bool claim_timer(unsigned timer) noexcept {
    const Critical guard;
    const bool is_free = !states[timer].claimed;
    states[timer].claimed = true;
    return is_free;
}

void unclaim_timer(unsigned timer) noexcept { states[timer].claimed = false; }

bool begin_timer(unsigned timer, std::uint32_t period_us, Callback callback) noexcept {
    if (period_us > longest) return false;
    const Critical guard;
    State& state = states[timer];
    state.callback = callback;
    state.period = period_us;
    state.last = count_now();
    timer0().events[channel_of(timer)] = 0;
    aim(timer);
    return true;
}

void end_timer(unsigned timer) noexcept {
    const Critical guard;
    states[timer].period = 0;
    timer0().interrupts_off = Timer::interrupt(channel_of(timer));
    timer0().events[channel_of(timer)] = 0;
}

void serve_periodic_timers() noexcept {
    for (unsigned timer = 0; timer < timers; ++timer) take_due(timer)();
}

}  // namespace perth::hal::nrf51
