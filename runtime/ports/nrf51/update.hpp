// How an update shares the nRF51's flash with the program.
#pragma once

#include <cstdint>

#include "perth/hal/journal.hpp"

namespace perth::hal::nrf51 {

inline constexpr std::uint32_t update_page = 1024;

/// The program has the lower half. `end` is the flash's.
[[gnu::always_inline]] constexpr UpdateLayout update_layout(std::uint32_t end) noexcept {
    return {.start = 0, .fixed = update_page, .area = end / 2 & ~(update_page - 1), .end = end};
}

}  // namespace perth::hal::nrf51
