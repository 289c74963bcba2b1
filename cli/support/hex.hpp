// Bytes for people.
#pragma once

#include <string>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// Returns "08 00 12 34"; of more than `most` bytes the first, and how many there are.
[[nodiscard]] std::string hex_text(BytesView bytes, std::size_t most = 16);

}  // namespace perth::cli
