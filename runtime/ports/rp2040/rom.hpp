// The functions in the chip's ROM. Source: "RP2040 Datasheet", "Bootrom", "Bootrom Contents".
#pragma once

#include <cstdint>

namespace perth::hal::rp2040 {

/// The two letters by which the ROM knows a function.
constexpr std::uint16_t rom_code(char first, char second) noexcept {
    return static_cast<std::uint16_t>(first | second << 8);
}

/// Returns the ROM's function of that name; null if it has none, or if there is no ROM (an
/// emulator). Bounded. Inlined, for code that can call nothing.
[[nodiscard, gnu::always_inline]] inline void* find_rom_function(std::uint16_t code) noexcept {
    constexpr std::uintptr_t magic = 0x10, function_table = 0x14;
    constexpr std::uint32_t mu_1 = 'M' | 'u' << 8 | 1 << 16;
    constexpr unsigned most = 128;  // the ROM has fewer than 50
    if ((*reinterpret_cast<const volatile std::uint32_t*>(magic) & 0xFF'FFFF) != mu_1) {
        return nullptr;
    }
    const std::uintptr_t table = *reinterpret_cast<const volatile std::uint16_t*>(function_table);
    const auto* entry = reinterpret_cast<const volatile std::uint16_t*>(table);
    for (unsigned i = 0; i < most && entry[0] != 0; ++i, entry += 2) {
        if (entry[0] == code) return reinterpret_cast<void*>(std::uintptr_t{entry[1]});
    }
    return nullptr;
}

/// As find_rom_function(), in one place.
[[nodiscard]] inline void* rom_function(std::uint16_t code) noexcept {
    return find_rom_function(code);
}

}  // namespace perth::hal::rp2040
