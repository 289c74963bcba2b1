// The periodic timers as types: perth::timer::T0 is TIMER0. TIMER3 is the port's own; see
// alarm.hpp.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"

namespace perth::hal::lm3s {

/// What timers do; one function each for all.
bool claim_timer(unsigned unit) noexcept;
void unclaim_timer(unsigned unit) noexcept;
bool begin_timer(unsigned unit, std::uint32_t period_us, Callback callback) noexcept;
void end_timer(unsigned unit) noexcept;

/// One timer; see hal::TimerUnit. Its longest period is 2^32 clocks, 85.8 s at 50 MHz.
template <unsigned Number>
struct PeriodicTimer {
    static constexpr char name[] = {'T', 'I', 'M', 'E', 'R', char('0' + Number), '\0'};
    static bool claim() noexcept { return claim_timer(Number); }
    static void unclaim() noexcept { unclaim_timer(Number); }
    static bool begin(std::uint32_t period_us, Callback callback) noexcept {
        return begin_timer(Number, period_us, callback);
    }
    static void end() noexcept { end_timer(Number); }
};

}  // namespace perth::hal::lm3s

namespace perth::timer {
using T0 = hal::lm3s::PeriodicTimer<0>;
using T1 = hal::lm3s::PeriodicTimer<1>;
using T2 = hal::lm3s::PeriodicTimer<2>;
static_assert(hal::TimerUnit<T0>);
}  // namespace perth::timer
