// The chip's own flash as a type: perth::flash::Internal.
#pragma once

#include <cstdint>
#include <span>

#include "memory.hpp"
#include "perth/base/errc.hpp"
#include "perth/hal/types.hpp"

namespace board {
struct memory;  // <board.hpp> completes it before this template is used
}

namespace perth::hal::stm32f4 {

bool claim_flash() noexcept;
void unclaim_flash() noexcept;
FlashSector sector_at(std::uint32_t address) noexcept;
Errc erase_sector(std::uint32_t address) noexcept;
Errc write_words(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept;
void read_flash(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept;

/// See hal::FlashUnit. No routine in RAM is needed: a fetch from the busy flash waits (ST RM0090,
/// "Read, program and erase": "any attempt to read the Flash memory … causes the bus to stall").
/// So the processor stands still while it writes or erases, and the time base loses what goes
/// beyond a period of SysTick (100 ms): perth's time lags behind after erase().
///
/// QEMU has no controller: everything is refused.
template <typename Memory>
struct InternalFlash {
    static constexpr const char* name = "flash";
    static constexpr std::uint32_t start = Memory::flash_start;
    static constexpr std::uint32_t size = Memory::flash_size;
    static constexpr std::uint32_t write_unit = 4;
    // ST DS8626, "Flash memory programming", by words: 128 KiB sector 2 s, a word 100 µs at most.
    // The other lines' are not longer: DS9716, DS10086, DS10314, DS10693, likewise.
    static constexpr std::uint32_t longest_erase_us = 2'000'000;
    static constexpr std::uint32_t longest_write_us = 100;

    static bool claim() noexcept { return claim_flash(); }
    static void unclaim() noexcept { unclaim_flash(); }
    static std::uint32_t program_end() noexcept { return hal::program_end(); }
    static FlashSector sector_at(std::uint32_t address) noexcept {
        return stm32f4::sector_at(address);
    }
    static Errc erase(std::uint32_t address) noexcept { return erase_sector(address); }
    static Errc write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
        return write_words(address, bytes);
    }
    static void read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
        read_flash(address, buffer);
    }
};

}  // namespace perth::hal::stm32f4

namespace perth::flash {
using Internal = hal::stm32f4::InternalFlash<board::memory>;
}
