#include "perth/diag/sha256.hpp"

#include <algorithm>
#include <bit>

namespace perth::detail {
namespace {

constexpr std::uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

}  // namespace

void Sha256::add(std::span<const std::uint8_t> bytes) noexcept {
    for (const std::uint8_t byte : bytes) {
        block_[size_++ % block_.size()] = byte;
        if (size_ % block_.size() == 0) mix();
    }
}

Sha256::Digest Sha256::finish() noexcept {
    const std::uint32_t bits = size_ * 8;
    constexpr std::uint8_t one_bit[] = {0x80};
    constexpr std::uint8_t zero[] = {0};
    add(one_bit);
    while (size_ % block_.size() != block_.size() - 8) add(zero);
    for (unsigned i = 0; i < 4; ++i) add(zero);  // of a length of 64 bits
    for (unsigned shift = 32; shift != 0;) {
        shift -= 8;
        const std::uint8_t byte[] = {static_cast<std::uint8_t>(bits >> shift)};
        add(byte);
    }
    Digest digest;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    }
    return digest;
}

// FIPS 180-4, "SHA-256 Hash Computation". The message schedule is kept as its last sixteen words.
void Sha256::mix() noexcept {
    std::array<std::uint32_t, 16> words;
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = static_cast<std::uint32_t>(block_[4 * i]) << 24 |
                   static_cast<std::uint32_t>(block_[4 * i + 1]) << 16 |
                   static_cast<std::uint32_t>(block_[4 * i + 2]) << 8 | block_[4 * i + 3];
    }
    std::array<std::uint32_t, 8> s = state_;
    for (std::size_t i = 0; i < 64; ++i) {
        if (i >= 16) {
            const std::uint32_t a = words[(i + 1) % 16];
            const std::uint32_t b = words[(i + 14) % 16];
            words[i % 16] += (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + words[(i + 9) % 16] +
                             (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
        }
        const std::uint32_t first =
            s[7] + (std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25)) +
            ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + words[i % 16];
        const std::uint32_t second =
            (std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22)) +
            ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        std::rotate(s.begin(), s.end() - 1, s.end());
        s[4] += first;
        s[0] = first + second;
    }
    for (std::size_t i = 0; i < s.size(); ++i) state_[i] += s[i];
}

Sha256::Digest hmac_sha256(std::span<const std::uint8_t> key,
                           std::span<const std::uint8_t> message) noexcept {
    constexpr std::size_t block = 64;
    const auto padded = [key](Sha256& hash, std::uint8_t pad) {
        for (std::size_t i = 0; i < block; ++i) {
            const std::uint8_t byte[] = {
                static_cast<std::uint8_t>((i < key.size() ? key[i] : 0) ^ pad)};
            hash.add(byte);
        }
    };
    Sha256 inner;
    padded(inner, 0x36);
    inner.add(message);
    const Sha256::Digest digest = inner.finish();
    Sha256 outer;
    padded(outer, 0x5C);
    outer.add(digest);
    return outer.finish();
}

}  // namespace perth::detail
