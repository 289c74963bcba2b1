// How an update shares the STM32F4's flash with the program.
#pragma once

#include <cstdint>

#include "perth/hal/journal.hpp"
#include "perth/hal/types.hpp"

namespace perth::hal::stm32f4 {

/// Source: ST RM0090, "Embedded Flash memory": sectors 0 to 3 have 16 KiB, 4 has 64 KiB, the
/// others of the first mebibyte 128 KiB. By arithmetic: the mover has no tables.
struct SectorPlace {
    std::uint32_t number;
    FlashSector sector;
};
[[gnu::always_inline]] constexpr SectorPlace sector_place(std::uint32_t start,
                                                          std::uint32_t address) noexcept {
    constexpr std::uint32_t small = 16 * 1024;
    constexpr std::uint32_t middle = 4 * small;
    constexpr std::uint32_t large = 8 * small;
    const std::uint32_t at = address - start;
    if (at < middle) return {at / small, {start + (at & ~(small - 1)), small}};
    if (at < large) return {4, {start + middle, middle}};
    return {4 + at / large, {start + (at & ~(large - 1)), large}};
}

/// The most that the arithmetic holds for; larger chips have two banks.
inline constexpr std::uint32_t one_bank = 1024 * 1024;

/// The program has the lower half.
[[gnu::always_inline]] constexpr UpdateLayout update_layout(std::uint32_t start,
                                                            std::uint32_t size) noexcept {
    const std::uint32_t middle = sector_place(start, start + size / 2).sector.address;
    return {.start = start, .fixed = start + 16 * 1024, .area = middle, .end = start + size};
}

}  // namespace perth::hal::stm32f4
