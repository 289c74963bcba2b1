// Time for ports whose only dependable timer is the core's SysTick: 64-bit microseconds without a
// tick, and one alarm.
#pragma once

#include <cstdint>

#include "perth/hal/types.hpp"

namespace perth::hal {

/// Returns the microseconds since start. Interrupt: allowed.
[[nodiscard]] std::int64_t now() noexcept;

/// Raises attention.alarm once now() >= `due`; replaces the alarm set before.
void set_alarm(std::int64_t due, Attention& attention) noexcept;

namespace cortex_m {

/// Returns ceil(2^32 / `divisor`), exact for powers of two. `divisor` 2…255.
///
/// (x * reciprocal) >> 32 is x / divisor, rounded down, for every x < 2^25: the reciprocal is
/// too large by e / 2^32 with e < divisor, so the product is too large by x * e / 2^32 < 1 as long
/// as x * divisor < 2^32, which is less than 1 / divisor of the quotient.
[[nodiscard]] constexpr std::uint32_t reciprocal(std::uint32_t divisor) noexcept {
    return 0xFFFF'FFFFU / divisor + 1;
}

/// Starts SysTick. Called once by the startup, after the port has set the core's clock.
void start_time() noexcept;

}  // namespace cortex_m
}  // namespace perth::hal

extern "C" {
/// Raises SysTick's alarm if it is due; else sees to it that the running period ends in time for
/// it. Interrupts are masked.
void perth_arm_systick();
/// Called for that, also by SysTick's interrupt while there is an alarm.
void perth_arm();
/// What hal::set_alarm() is without threads.
void perth_set_systick_alarm(std::int64_t due, perth::Attention& attention);
}
