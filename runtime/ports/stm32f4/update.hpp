// How an update shares the STM32F4's flash with the program.
#pragma once

#include <cstdint>

#include "perth/hal/journal.hpp"

namespace perth::hal::stm32f4 {

/// Source: ST RM0090, "Embedded Flash memory": sectors 0 to 3 have 16 KiB, 4 has 64 KiB, the
/// others of the first mebibyte 128 KiB. By arithmetic: the mover has no tables.
inline constexpr std::uint32_t small_sector = 16 * 1024;
inline constexpr std::uint32_t middle_sector = 4 * small_sector;
inline constexpr std::uint32_t large_sector = 8 * small_sector;

[[gnu::always_inline]] constexpr std::uint32_t sector_size(std::uint32_t start,
                                                           std::uint32_t address) noexcept {
    const std::uint32_t at = address - start;
    if (at < middle_sector) return small_sector;
    return at < large_sector ? middle_sector : large_sector;
}
[[gnu::always_inline]] constexpr std::uint32_t sector_number(std::uint32_t start,
                                                             std::uint32_t address) noexcept {
    const std::uint32_t at = address - start;
    return at < middle_sector ? at / small_sector : 4 + at / large_sector;
}

/// The most that the arithmetic holds for; larger chips have two banks.
inline constexpr std::uint32_t one_bank = 1024 * 1024;

/// Whether the arithmetic gives the sectors of the board's definition.
template <typename Memory>
inline constexpr bool sectors_are_as_known = [] {
    std::uint32_t at = Memory::flash_start;
    std::uint32_t number = 0;
    for (const auto& run : Memory::flash_sectors) {
        for (std::uint32_t i = 0; i < run.count; ++i, at += run.size, ++number) {
            if (sector_size(Memory::flash_start, at) != run.size ||
                sector_number(Memory::flash_start, at) != number) {
                return false;
            }
        }
    }
    return Memory::flash_size <= one_bank;
}();

/// The program has the lower half.
[[gnu::always_inline]] constexpr UpdateLayout update_layout(std::uint32_t start,
                                                            std::uint32_t size) noexcept {
    const std::uint32_t middle = size / 2 & ~(sector_size(start, start + size / 2) - 1);
    return {
        .start = start, .fixed = start + small_sector, .area = start + middle, .end = start + size};
}

}  // namespace perth::hal::stm32f4
