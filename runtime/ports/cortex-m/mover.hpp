// What the families' movers share. A mover is linked with the agent; see perth/hal/journal.hpp.
#pragma once

#include <cstdint>

#include "perth/hal/journal.hpp"
#include "startup.hpp"

/// A function of the mover: all that it calls is inlined, all that it needs lies behind it.
#define PERTH_MOVER __attribute__((section(".perth.mover"), used, no_builtin))

/// The bytes that the mover keeps for itself at the begin of the flash, a power of two; the
/// program's own vectors are behind. Once in a mover, outside of functions. See sections.ld.
#define PERTH_MOVER_ROOM(BYTES) \
    asm(".pushsection .perth.mover_end, \"a\", %progbits\n.balign " #BYTES "\n.popsection")

extern "C" {
// Addresses from sections.ld.
extern const std::uint32_t __perth_flash_start[], __perth_flash_end[];  // NOLINT
// Runs first after reset; linked with whoever names it.
[[noreturn]] void perth_mover();
}

namespace perth::hal::cortex_m {

[[gnu::always_inline]] inline std::uint32_t address_of(const void* place) noexcept {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(place));
}

/// Starts the program whose vectors lie there, as a reset does.
[[noreturn, gnu::always_inline]] inline void start_program(std::uint32_t vectors) noexcept {
    const auto* const table = reinterpret_cast<const volatile std::uint32_t*>(vectors);
    const std::uint32_t stack = table[0];
    const std::uint32_t reset = table[1];
    asm volatile("msr msp, %0\n\tbx %1" : : "r"(stack), "r"(reset) : "memory");
    __builtin_unreachable();
}

}  // namespace perth::hal::cortex_m
