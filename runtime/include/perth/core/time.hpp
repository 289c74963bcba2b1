// The runtime's clock and its units.
#pragma once

#include <chrono>
#include <cstdint>

#include "perth/hal/hal.hpp"

namespace perth {

/// A span of time in whole microseconds, 64 bits: no roll-over below 2^62 µs (146 000 years).
using Duration = std::chrono::duration<std::int64_t, std::micro>;

/// Microseconds since start; a std::chrono clock.
struct Clock {
    using duration = Duration;
    using rep = Duration::rep;
    using period = Duration::period;
    using time_point = std::chrono::time_point<Clock>;
    static constexpr bool is_steady = true;

    /// Interrupt: allowed.
    [[nodiscard]] static time_point now() noexcept { return time_point(Duration(hal::now())); }
};

/// A moment on Clock.
using Time = Clock::time_point;

}  // namespace perth
