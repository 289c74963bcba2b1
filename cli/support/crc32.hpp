// CRC-32 as in zlib, Ethernet and (without its last inversion) the DFU suffix: polynomial
// 0x04C11DB7, reflected.
#pragma once

#include <cstdint>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// 0xCBF43926 for "123456789".
[[nodiscard]] std::uint32_t crc32_of(BytesView bytes);

}  // namespace perth::cli
