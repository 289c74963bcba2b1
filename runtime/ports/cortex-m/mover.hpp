// What the families' movers share. A mover is linked with the agent; see perth/hal/journal.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "perth/hal/journal.hpp"
#include "perth/hal/update_flash.hpp"
#include "startup.hpp"

/// A function of the mover: all that it calls is inlined or the mover's, all that it needs lies
/// behind it.
#define PERTH_MOVER __attribute__((section(".perth.mover"), used, noinline, no_builtin))

/// The bytes that the mover keeps for itself at the begin of the flash, a power of two; the
/// program's own vectors are behind. Once in a mover, outside of functions. See sections.ld.
#define PERTH_MOVER_ROOM(BYTES) \
    asm(".pushsection .perth.mover_end, \"a\", %progbits\n.balign " #BYTES "\n.popsection")

extern "C" {
// Runs first after reset.
[[noreturn]] void perth_mover();
// As hal::update's, which are they, or call them with interrupts masked.
bool perth_mover_erase(std::uint32_t address) noexcept;
bool perth_mover_write(std::uint32_t to, const volatile std::uint32_t* words,
                       std::uint32_t bytes) noexcept;
}

namespace perth::hal::cortex_m {

[[gnu::always_inline]] inline std::uint32_t address_of(const volatile void* place) noexcept {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(place));
}

[[gnu::always_inline]] inline const volatile std::uint32_t* words_at(
    std::uint32_t address) noexcept {
    return reinterpret_cast<const volatile std::uint32_t*>(address);
}

/// Starts the program whose vectors lie there, as a reset does.
[[noreturn, gnu::always_inline]] inline void start_program(std::uint32_t vectors) noexcept {
    const volatile std::uint32_t* const table = words_at(vectors);
    const std::uint32_t stack = table[0];
    const std::uint32_t reset = table[1];
    asm volatile("msr msp, %0\n\tbx %1" : : "r"(stack), "r"(reset) : "memory");
    __builtin_unreachable();
}

/// Writes word by word, where a word is what the chip writes. `Bare::write_word(to, word)` returns
/// whether it is done.
template <typename Bare>
[[gnu::always_inline]] inline bool write_words(std::uint32_t to,
                                               const volatile std::uint32_t* words,
                                               std::uint32_t bytes) noexcept {
    for (std::uint32_t i = 0; i < bytes / 4; ++i, to += 4) {
        if (!Bare::write_word(to, words[i])) return false;
    }
    return true;
}

}  // namespace perth::hal::cortex_m
