// The RP2040's boot stage 2: the first 256 bytes of its flash, whose last word is a CRC of the
// others. With a wrong one the ROM does not start the program and stays in BOOTSEL.
// Source: RP2040 Datasheet, "Second Stage Bootloader" and "Checksum".
#pragma once

#include <cstddef>
#include <cstdint>

#include "cli/support/bytes.hpp"

namespace perth::cli {

inline constexpr std::size_t boot2_size = 256;
inline constexpr std::size_t boot2_code_size = boot2_size - 4;

/// Returns the CRC (CRC-32/MPEG-2) of `code`, which is what the last word should be.
[[nodiscard]] std::uint32_t boot2_crc(BytesView code) noexcept;

}  // namespace perth::cli
