// What a port's time base offers: the clock, and one alarm that threads may take over. It is
// systick.cpp, or a file of the port's for a chip whose own timer is better.
#pragma once

#include <cstdint>

#include "perth/hal/types.hpp"

namespace perth::hal {

/// Returns the microseconds since start. Interrupt: allowed.
[[nodiscard]] std::int64_t now() noexcept;

/// Raises attention.alarm once now() >= `due`; replaces the alarm set before. Weak in the time
/// base, where it is perth_set_clock_alarm(); thread.cpp has another.
void set_alarm(std::int64_t due, Attention& attention) noexcept;

namespace cortex_m {

/// Starts the counter. Called once by the startup, after the port has set the core's clock.
void start_time() noexcept;

}  // namespace cortex_m
}  // namespace perth::hal

extern "C" {
/// Raises the clock's alarm if it is due; else sees to it that an interrupt comes in time for it.
/// Interrupts are masked.
void perth_arm_clock();
/// Called for that, also by the time base's interrupt while there is an alarm. Weak in the time
/// base, where it is perth_arm_clock(); thread.cpp has another, which serves the threads' alarms.
void perth_arm();
/// What hal::set_alarm() is without threads.
void perth_set_clock_alarm(std::int64_t due, perth::Attention& attention);
}
