// The flash for the agent; brings the mover.
#include "update.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "mover.hpp"
#include "perth/hal/update_flash.hpp"

namespace perth::hal {
namespace {

using board::memory;

/// Whether the mover's arithmetic gives the sectors of the board's definition.
constexpr bool sectors_are_as_known() noexcept {
    std::uint32_t at = memory::flash_start;
    for (const auto& run : memory::flash_sectors) {
        for (std::uint32_t i = 0; i < run.count; ++i, at += run.size) {
            const FlashSector sector = stm32f4::sector_place(memory::flash_start, at).sector;
            if (sector.address != at || sector.size != run.size) return false;
        }
    }
    return memory::flash_size <= stm32f4::one_bank;
}

}  // namespace

UpdateFlash update_flash() noexcept {
    if constexpr (sectors_are_as_known()) {
        asm volatile("" : : "r"(&perth_mover));  // linked with this
        return update_flash_of<flash::Internal>(
            board::name, stm32f4::update_layout(memory::flash_start, memory::flash_size));
    }
    return {};
}

}  // namespace perth::hal
