// How an update shares the RP2040's flash with the program.
#pragma once

#include <cstdint>

#include "perth/hal/journal.hpp"

namespace perth::hal::rp2040 {

/// The program has the lower half.
[[gnu::always_inline]] constexpr UpdateLayout update_layout(std::uint32_t start,
                                                            std::uint32_t size) noexcept {
    constexpr std::uint32_t sector = 4096;
    return {.start = start,
            .fixed = start + sector,
            .area = start + (size / 2 & ~(sector - 1)),
            .end = start + size};
}

}  // namespace perth::hal::rp2040
