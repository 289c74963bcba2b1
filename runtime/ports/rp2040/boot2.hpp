// The second stage of booting as the ROM wants it at the beginning of flash: boot2.S in machine
// code, and its checksum. Data, so that no project needs an assembler; a test assembles boot2.S and
// compares.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace perth::hal::rp2040 {

/// What the ROM copies, checks and calls. Source: "RP2040 Datasheet", "Boot Sequence", "Flash
/// Second Stage": 252 bytes and their CRC-32.
using BootStage2 = std::array<std::uint32_t, 64>;

/// Returns the CRC-32/MPEG-2 of words in memory order: polynomial 0x04C11DB7, all ones at first, no
/// reflection, no final inversion.
template <std::size_t Size>
[[nodiscard]] constexpr std::uint32_t crc32_mpeg2(const std::array<std::uint32_t, Size>& words,
                                                  std::size_t count) noexcept {
    std::uint32_t crc = 0xFFFF'FFFF;
    for (std::size_t byte = 0; byte < 4 * count; ++byte) {
        crc ^= (words[byte / 4] >> byte % 4 * 8 & 0xFFU) << 24;
        for (unsigned bit = 0; bit < 8; ++bit) {
            crc = crc << 1 ^ ((crc >> 31) != 0 ? 0x04C1'1DB7U : 0U);
        }
    }
    return crc;
}

/// Returns the stage for a flash that runs at clk_sys / `divider`, an even number of 2…254.
[[nodiscard]] constexpr BootStage2 boot_stage_2(std::uint32_t divider) noexcept {
    // clang-format off
    BootStage2 words = {
        0x4F2EB5F0, 0x25012600, 0x20214B2D, 0x68986058, 0x43882102, 0x60D86098,
        0x61586118, 0x200060BE, 0x21F06178, 0x4827507D, 0x60BD6038, 0xF0002035,
        0x0004F835, 0x420C2102, 0x430CD112, 0x66382006, 0xF834F000, 0x20316E38,
        0x663C6638, 0xF82EF000, 0x6E386E38, 0xF0002005, 0x2101F821, 0xD1F94208,
        0x481960BE, 0x607E6038, 0x481824F4, 0x60BD5138, 0x663820EB, 0x663820A0,
        0xF818F000, 0x481460BE, 0x60BD5138, 0xBC01BCF0, 0xD0002800, 0x48114700,
        0x60084911, 0xF381C806, 0x47108808, 0x66384672, 0xF0006638, 0x6E38F803,
        0x47106E38, 0x21046AB8, 0xD0FB4208, 0x42082101, 0x4770D1F8, 0x18000000,
        0x40020000, 0x00070000, 0x005F0300, 0x00002221, 0xA0002022, 0x10000100,
        0xE000ED08,
    };
    // clang-format on
    constexpr std::size_t with_divider = 7;  // movs r0, #PERTH_FLASH_DIVIDER is its upper half
    words[with_divider] |= divider << 16;
    words.back() = crc32_mpeg2(words, words.size() - 1);
    return words;
}

// The checksum that is known of 252 zero bytes: the SDK's pad_checksum gives the same.
static_assert(crc32_mpeg2(BootStage2{}, 63) == 0x7065'399A);

}  // namespace perth::hal::rp2040
