// Microsoft's UF2: blocks of 512 bytes that say where they go, so that a bootloader can take them
// from a drive in any order.
// Source: "USB Flashing Format (UF2)", github.com/microsoft/uf2.
#pragma once

#include <cstdint>
#include <string>

#include "cli/image/image.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

/// The family of the RP2040, whose boot ROM has rules of its own.
inline constexpr std::uint32_t uf2_family_rp2040 = 0xE48BFF56;

/// Returns the bytes of an image that go to flash as a UF2 file. It holds every sector of 4 KiB
/// that the image touches from its beginning, 16 blocks each, blank (0xFF) where the image gives
/// nothing; only the last may be short. That is what the RP2040's ROM wants (erratum RP2040-E14: it
/// erases by block numbers, not by addresses).
[[nodiscard]] Bytes write_uf2(const Image& image, std::uint32_t family);

/// Returns the family in words: "RP2040 (0xe48bff56)", or the number.
[[nodiscard]] std::string uf2_family_name(std::uint32_t family);

}  // namespace perth::cli
