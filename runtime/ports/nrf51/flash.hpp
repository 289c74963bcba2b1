// The flash as a type: perth::flash::Internal.
#pragma once

#include <cstdint>
#include <span>

#include "perth/base/errc.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::nrf51 {

/// See hal::FlashUnit. The core stands still by itself while the flash is busy, so the code need
/// not lie in RAM. A word may be written twice between two erasures of its page. Source: Nordic
/// nRF51 Series Reference Manual v3.0, "Non-Volatile Memory Controller (NVMC)"; Nordic nRF51822
/// Product Specification v3.3, "Non-Volatile Memory Controller (NVMC) specifications": a page is
/// erased in 22.3 ms at most, a word written in 46.3 us.
struct InternalFlash {
    static constexpr char name[] = "flash";
    static constexpr std::uint32_t start = 0;
    /// Of the largest chips; what a smaller one lacks is refused.
    static constexpr std::uint32_t size = 256 * 1024;
    static constexpr std::uint32_t page = 1024;
    static constexpr std::uint32_t write_unit = 4;
    static constexpr std::uint32_t longest_erase_us = 22'300;
    static constexpr std::uint32_t longest_write_us = 47;

    static bool claim() noexcept;
    static void unclaim() noexcept;
    static std::uint32_t program_end() noexcept;
    static FlashSector sector_at(std::uint32_t address) noexcept {
        return {address & ~(page - 1), page};
    }
    static Errc erase(std::uint32_t address) noexcept;
    static Errc write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept;
    static void read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept;
};

}  // namespace perth::hal::nrf51

namespace perth::flash {
using Internal = hal::nrf51::InternalFlash;
static_assert(hal::FlashUnit<Internal>);
}  // namespace perth::flash
