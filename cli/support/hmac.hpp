// SHA-256 and HMAC: how perth shows an agent that it knows its key.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "cli/support/bytes.hpp"

namespace perth::cli {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// Source: NIST FIPS 180-4, "SHA-256".
[[nodiscard]] Sha256Digest sha256(BytesView bytes);

/// Source: RFC 2104. `key`: at most 64 bytes.
[[nodiscard]] Sha256Digest hmac_sha256(BytesView key, BytesView message);

/// Returns the key that the content of a key file stands for: its SHA-256, line ends at its end
/// left out.
[[nodiscard]] Sha256Digest agent_key_of(std::string_view secret);

/// Returns the key of a file. Errors: it cannot be read, or is empty (Exit::wrong_use).
[[nodiscard]] Sha256Digest read_agent_key(const std::filesystem::path& file);

}  // namespace perth::cli
