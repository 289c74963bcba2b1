// How an update shares the nRF51's flash with the program.
#pragma once

#include <cstdint>

#include "perth/hal/journal.hpp"

namespace perth::hal::nrf51 {

/// The program has the lower half. `end` is the flash's.
[[gnu::always_inline]] inline UpdateLayout update_layout(std::uint32_t end) noexcept {
    constexpr std::uint32_t page = 1024;
    return {.start = 0, .fixed = page, .area = end / 2 & ~(page - 1), .end = end};
}

}  // namespace perth::hal::nrf51
