// As much of a port as the units' sources need to run on this computer, their registers being plain
// memory at the chip's addresses.
#pragma once

#include <cstddef>
#include <cstdint>

#include "perth/hal/types.hpp"

namespace perth::hal {

inline std::int64_t model_time_us = 0;

[[nodiscard]] inline std::int64_t now() noexcept { return ++model_time_us; }
inline void busy_wait(std::int64_t duration) noexcept { model_time_us += duration; }

class Critical {
public:
    Critical() noexcept {}  // not trivial, or it would look unused
    ~Critical() {}
    Critical(const Critical&) = delete;
    Critical& operator=(const Critical&) = delete;
};

}  // namespace perth::hal
