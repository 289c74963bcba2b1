// The caches in front of the flash, after it was erased.
#pragma once

#include "registers.hpp"

namespace perth::hal::stm32f4 {

/// They may hold what was there before. Inlined: the mover calls nothing outside.
[[gnu::always_inline]] inline void forget_caches() noexcept {
    const std::uint32_t access = flash_interface().access;
    const std::uint32_t without = access & ~FlashInterface::caches;
    flash_interface().access = without;
    flash_interface().access = without | FlashInterface::forget_caches;
    flash_interface().access = without;
    flash_interface().access = access;
}

}  // namespace perth::hal::stm32f4
