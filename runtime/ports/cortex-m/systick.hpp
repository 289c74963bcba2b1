// The time base of ports whose only dependable timer is the core's SysTick. Their perth_port.hpp
// defines cortex_m::CoreClock; see systick.cpp.
#pragma once

#include <cstdint>

namespace perth::hal::cortex_m {

/// Returns ceil(2^32 / `divisor`), exact for powers of two. `divisor` 2…255.
///
/// (x * reciprocal) >> 32 is x / divisor, rounded down, for every x < 2^25: the reciprocal is
/// too large by e / 2^32 with e < divisor, so the product is too large by x * e / 2^32 < 1 as long
/// as x * divisor < 2^32, which is less than 1 / divisor of the quotient.
[[nodiscard]] constexpr std::uint32_t reciprocal(std::uint32_t divisor) noexcept {
    return 0xFFFF'FFFFU / divisor + 1;
}

}  // namespace perth::hal::cortex_m
