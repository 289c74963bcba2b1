#include "cli/support/hmac.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t block_size = 64;

}  // namespace

Sha256 hmac_sha256(BytesView key, BytesView message) {
    const auto padded = [key](std::uint8_t pad) {
        Bytes bytes(block_size, pad);
        for (std::size_t i = 0; i < key.size(); ++i) bytes[i] ^= key[i];
        return bytes;
    };
    Bytes inner = padded(0x36);
    inner.insert(inner.end(), message.begin(), message.end());
    const Sha256 digest = sha256(inner);
    Bytes outer = padded(0x5C);
    outer.insert(outer.end(), digest.begin(), digest.end());
    return sha256(outer);
}

Sha256 agent_key_of(std::string_view secret) {
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) {
        secret.remove_suffix(1);
    }
    return sha256({reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()});
}

Sha256 read_agent_key(const std::filesystem::path& file) {
    const std::string secret = read_file(file);
    if (secret.find_first_not_of("\r\n") != std::string::npos) return agent_key_of(secret);
    throw Error({.what = fmt::format("the agent's key {} is empty", file.string()),
                 .why = "",
                 .hint = "write some words into it that nobody guesses",
                 .exit = Exit::wrong_use});
}

}  // namespace perth::cli
