// HMAC by SHA-256: how perth shows an agent that it knows its key.
#pragma once

#include <filesystem>
#include <string_view>

#include "cli/support/bytes.hpp"
#include "cli/support/sha256.hpp"

namespace perth::cli {

/// Source: RFC 2104. `key`: at most 64 bytes.
[[nodiscard]] Sha256 hmac_sha256(BytesView key, BytesView message);

/// Returns the key that the content of a key file stands for: its SHA-256, line ends at its end
/// left out.
[[nodiscard]] Sha256 agent_key_of(std::string_view secret);

/// Returns the key of a file. Errors: it cannot be read, or is empty (Exit::wrong_use).
[[nodiscard]] Sha256 read_agent_key(const std::filesystem::path& file);

}  // namespace perth::cli
