// The board's flash chip, which the program runs from, as a type: perth::flash::Internal.
#pragma once

#include <cstdint>
#include <span>

#include "memory.hpp"
#include "perth/hal/concepts.hpp"
#include "units.hpp"

namespace board {
struct memory;  // how much flash there is: whoever uses flash::Internal includes <board.hpp>
}

namespace perth::hal::rp2040 {

inline constexpr std::uint32_t flash_sector = 4096;
inline constexpr std::uint32_t flash_page = 256;

Errc flash_erase(std::uint32_t address) noexcept;
Errc flash_write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept;
void flash_read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept;

/// See hal::FlashUnit. Erasing and writing masks interrupts, a sector or a page at a time, and lets
/// nothing run but what lies in RAM: DMA from flash must stand still. Where the ROM has no
/// functions for it (an emulator without one), both are refused.
///
/// Source of the times: Winbond W25Q16JV datasheet, "AC Electrical Characteristics", tSE and tPP.
template <typename Memory>
struct InternalFlash {
    static constexpr const char* name = "FLASH";
    static constexpr std::uint32_t start = Memory::flash_start;
    static constexpr std::uint32_t size = Memory::flash_size;
    static constexpr std::uint32_t write_unit = flash_page;
    static constexpr std::uint32_t longest_erase_us = 400'000;
    static constexpr std::uint32_t longest_write_us = 3'000;

    static bool claim() noexcept { return claim_all(1U << flash_bit, 0); }
    static void unclaim() noexcept { unclaim_all(1U << flash_bit, 0); }
    static std::uint32_t program_end() noexcept { return hal::program_end(); }
    static FlashSector sector_at(std::uint32_t address) noexcept {
        return {address & ~(flash_sector - 1), flash_sector};
    }
    static Errc erase(std::uint32_t address) noexcept {
        return flash_erase(sector_at(address).address);
    }
    static Errc write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
        return flash_write(address, bytes);
    }
    static void read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
        flash_read(address, buffer);
    }
};

}  // namespace perth::hal::rp2040

namespace perth::flash {
using Internal = hal::rp2040::InternalFlash<board::memory>;
}
