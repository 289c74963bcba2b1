// The flash as the agent writes it for an update.
#pragma once

#include <cstdint>
#include <span>

#include "perth/base/errc.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/journal.hpp"

namespace perth::hal {

/// A port's flash::Internal, as values: the agent is compiled once for all.
struct UpdateFlash {
    const char* board;  ///< null: there is no way to update
    UpdateLayout layout;
    std::uint32_t write_unit;  ///< bytes
    std::uint32_t (*program_end)() noexcept;
    bool (*claim)() noexcept;
    void (*unclaim)() noexcept;
    FlashSector (*sector_at)(std::uint32_t address) noexcept;
    Errc (*erase)(std::uint32_t address) noexcept;
    Errc (*write)(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept;
    void (*read)(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept;
};

/// Returns the flash of this board; all is zero if its port has no mover.
UpdateFlash update_flash() noexcept;

/// Of a port's flash::Internal.
template <typename F>
constexpr UpdateFlash update_flash_of(const char* board, UpdateLayout layout) noexcept {
    return {board,      layout,       F::write_unit, F::program_end, F::claim,
            F::unclaim, F::sector_at, F::erase,      F::write,       F::read};
}

}  // namespace perth::hal
