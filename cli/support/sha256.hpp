// SHA-256, by which two ends of a line find out that they have the same bytes.
#pragma once

#include <array>
#include <cstdint>

#include "cli/support/bytes.hpp"

namespace perth::cli {

using Sha256 = std::array<std::uint8_t, 32>;

/// Source: FIPS 180-4, "SHA-256".
[[nodiscard]] Sha256 sha256(BytesView bytes);

}  // namespace perth::cli
