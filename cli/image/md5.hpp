// MD5, which UF2 files name regions of flash by. It says nothing about who made them.
#pragma once

#include <array>
#include <cstdint>

#include "cli/support/bytes.hpp"

namespace perth::cli {

using Md5 = std::array<std::uint8_t, 16>;

/// Source: RFC 1321, "MD5 Algorithm Description".
[[nodiscard]] Md5 md5(BytesView bytes);

}  // namespace perth::cli
