// What the port has of its core, on this computer: time passes when it is asked for, interrupts
// come when a test lets them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "perth/hal/types.hpp"

namespace perth::hal {

inline constexpr bool single_core = true;

inline std::int64_t time_us = 0;
/// Each look at the clock takes a microsecond.
inline std::int64_t now() noexcept { return ++time_us; }
inline void busy_wait(std::int64_t duration) noexcept { time_us += duration; }

class Critical {
public:
    Critical() noexcept {}
    ~Critical() {}
    Critical(const Critical&) = delete;
    Critical& operator=(const Critical&) = delete;
};

}  // namespace perth::hal
