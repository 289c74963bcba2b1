// The flash as a type: perth::flash::Internal.
#pragma once

#include <cstdint>
#include <span>

#include "perth/base/errc.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::lm3s {

/// See hal::FlashUnit. The core waits by itself while it fetches from a flash that is busy, so the
/// code need not lie in RAM. In QEMU nothing can be written: what was not taken is refused.
/// Source: TI DS-LM3S6965, "Flash Memory" and "Flash Memory Characteristics".
struct InternalFlash {
    static constexpr char name[] = "flash";
    static constexpr std::uint32_t start = 0;
    static constexpr std::uint32_t size = 256 * 1024;
    static constexpr std::uint32_t page = 1024;
    static constexpr std::uint32_t write_unit = 4;
    static constexpr std::uint32_t longest_erase_us = 20'000;
    static constexpr std::uint32_t longest_write_us = 20;

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

}  // namespace perth::hal::lm3s

namespace perth::flash {
using Internal = hal::lm3s::InternalFlash;
static_assert(hal::FlashUnit<Internal>);
}  // namespace perth::flash
