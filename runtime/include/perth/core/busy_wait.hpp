// Waiting without giving way.
#pragma once

#include "perth/core/time.hpp"

namespace perth {

/// Keeps the processor busy for at least `duration`; no other task runs, interrupts do. For waits
/// too short to sleep. In virtual time the clock moves on. Interrupt: allowed, but who would.
inline void busy_wait(Duration duration) noexcept { hal::busy_wait(duration.count()); }

}  // namespace perth
