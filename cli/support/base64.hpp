// Base64, by which bytes go over lines of text.
#pragma once

#include <string>
#include <string_view>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// Returns four characters for each three bytes, the last ones filled up with '='.
/// Source: RFC 4648, "Base 64 Encoding".
[[nodiscard]] std::string base64(BytesView bytes);

/// Appends what four characters stand for; returns false if they are no base64.
[[nodiscard]] bool append_base64_group(std::string_view four, Bytes& bytes);

}  // namespace perth::cli
