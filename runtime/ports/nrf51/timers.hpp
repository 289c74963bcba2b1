// The periodic timers as types: perth::timer::T0 and T1. Both are channels of TIMER0; TIMER2 is the
// program's, and TIMER1 if it has no I2C bus.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"

namespace perth::hal::nrf51 {

/// What periodic timers do; one function each for both. `timer` 0…1.
bool claim_timer(unsigned timer) noexcept;
void unclaim_timer(unsigned timer) noexcept;
bool begin_timer(unsigned timer, std::uint32_t period_us, Callback callback) noexcept;
void end_timer(unsigned timer) noexcept;

/// One timer; see hal::TimerUnit.
template <unsigned Number>
struct ChannelTimer {
    static constexpr char name[] = {'T', char('0' + Number), '\0'};
    static bool claim() noexcept { return claim_timer(Number); }
    static void unclaim() noexcept { unclaim_timer(Number); }
    static bool begin(std::uint32_t period_us, Callback callback) noexcept {
        return begin_timer(Number, period_us, callback);
    }
    static void end() noexcept { end_timer(Number); }
};

}  // namespace perth::hal::nrf51

namespace perth::timer {
using T0 = hal::nrf51::ChannelTimer<0>;
using T1 = hal::nrf51::ChannelTimer<1>;
static_assert(hal::TimerUnit<T0>);
}  // namespace perth::timer
