#include "cli/support/hmac.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t block_size = 64;

constexpr std::array<std::uint32_t, 64> constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

using State = std::array<std::uint32_t, 8>;

/// FIPS 180-4, "SHA-256 Hash Computation".
void mix(State& state, BytesView block) {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 16; ++i) w[i] = big_endian<std::uint32_t>(block, 4 * i);
    for (std::size_t i = 16; i < w.size(); ++i) {
        const auto sigma = [&w](std::size_t at, int a, int b, int c) {
            return std::rotr(w[at], a) ^ std::rotr(w[at], b) ^ w[at] >> c;
        };
        w[i] = sigma(i - 2, 17, 19, 10) + w[i - 7] + sigma(i - 15, 7, 18, 3) + w[i - 16];
    }
    State s = state;
    for (std::size_t i = 0; i < w.size(); ++i) {
        const std::uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        const std::uint32_t most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        const std::uint32_t one = std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25);
        const std::uint32_t zero = std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22);
        const std::uint32_t first = s[7] + one + choice + constants[i] + w[i];
        s = {first + zero + most, s[0], s[1], s[2], s[3] + first, s[4], s[5], s[6]};
    }
    for (std::size_t i = 0; i < state.size(); ++i) state[i] += s[i];
}

}  // namespace

Sha256Digest sha256(BytesView bytes) {
    Bytes padded(bytes.begin(), bytes.end());
    padded.push_back(0x80);
    while (padded.size() % block_size != block_size - 8) padded.push_back(0);
    append_big_endian(padded, std::uint64_t{bytes.size()} * 8);
    State state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    for (std::size_t at = 0; at < padded.size(); at += block_size) {
        mix(state, BytesView(padded).subspan(at, block_size));
    }
    Sha256Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    }
    return digest;
}

Sha256Digest hmac_sha256(BytesView key, BytesView message) {
    const auto padded = [key](std::uint8_t pad) {
        Bytes bytes(block_size, pad);
        for (std::size_t i = 0; i < key.size(); ++i) bytes[i] ^= key[i];
        return bytes;
    };
    Bytes inner = padded(0x36);
    inner.insert(inner.end(), message.begin(), message.end());
    const Sha256Digest digest = sha256(inner);
    Bytes outer = padded(0x5C);
    outer.insert(outer.end(), digest.begin(), digest.end());
    return sha256(outer);
}

Sha256Digest agent_key_of(std::string_view secret) {
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) {
        secret.remove_suffix(1);
    }
    return sha256({reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()});
}

Sha256Digest read_agent_key(const std::filesystem::path& file) {
    const std::string secret = read_file(file);
    if (secret.find_first_not_of("\r\n") != std::string::npos) return agent_key_of(secret);
    throw Error({.what = fmt::format("the agent's key {} is empty", file.string()),
                 .why = "",
                 .hint = "write some words into it that nobody guesses",
                 .exit = Exit::wrong_use});
}

}  // namespace perth::cli
