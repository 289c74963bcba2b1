// As much of the time base as the clock tree asks for.
#pragma once

#include <cstdint>

namespace perth::hal::cortex_m {
[[nodiscard]] constexpr std::uint32_t reciprocal(std::uint32_t divisor) noexcept {
    return 0xFFFF'FFFFU / divisor + 1;
}
}  // namespace perth::hal::cortex_m
