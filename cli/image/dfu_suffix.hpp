// The suffix of a DFU file: which device it is for, and a CRC over all of it.
// Source: USB DFU 1.1, "DFU File Suffix".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "cli/image/image.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

struct DfuSuffix {
    static constexpr std::size_t min_size = 16;
    static constexpr std::uint16_t plain = 0x0100;
    static constexpr std::uint16_t dfuse = 0x011A;

    DfuTarget target;
    std::uint16_t version = plain;  ///< bcdDFU
    std::size_t size = min_size;    ///< bLength: bytes at the end of the file that are the suffix
};

/// Returns whether the signature of a suffix stands where it should, whatever else is wrong.
[[nodiscard]] bool has_dfu_signature(BytesView file);

/// Reads the suffix; nothing if signature, length or CRC are wrong.
[[nodiscard]] std::optional<DfuSuffix> read_dfu_suffix(BytesView file);

/// Appends a suffix of 16 bytes.
void append_dfu_suffix(Bytes& file, const DfuTarget& target, std::uint16_t version);

/// Returns what the suffix's CRC should be: of all bytes but the last four.
[[nodiscard]] std::uint32_t dfu_crc(BytesView file);

}  // namespace perth::cli
