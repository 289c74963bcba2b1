// The periodic timers as types: perth::timer::T0 and T1 are alarms 1 and 2 of the chip's timer.
// Alarm 0 is the time base's, alarm 3 the port's own.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"
#include "units.hpp"

namespace perth::hal::rp2040 {

/// What timers do; one function each for both. `number` 0…1.
bool timer_begin(unsigned number, std::uint32_t period_us, Callback callback) noexcept;
void timer_end(unsigned number) noexcept;

/// One timer; see hal::TimerUnit. A program that uses one defines no handlers TIMER_IRQ_1 and _2.
template <unsigned Number>
struct AlarmTimer {
    static constexpr char name[] = {'T', '0' + Number, '\0'};
    static bool claim() noexcept { return claim_all(1U << (timer_bit + Number), 0); }
    static void unclaim() noexcept { unclaim_all(1U << (timer_bit + Number), 0); }
    static bool begin(std::uint32_t period_us, Callback callback) noexcept {
        return timer_begin(Number, period_us, callback);
    }
    static void end() noexcept { timer_end(Number); }
};

}  // namespace perth::hal::rp2040

namespace perth::timer {
using T0 = hal::rp2040::AlarmTimer<0>;
using T1 = hal::rp2040::AlarmTimer<1>;
static_assert(hal::TimerUnit<T0>);
}  // namespace perth::timer
