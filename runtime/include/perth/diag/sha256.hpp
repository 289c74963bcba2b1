// SHA-256 and HMAC, for an agent with a key. Linked only then.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace perth::detail {

/// Source: NIST FIPS 180-4, "SHA-256".
class Sha256 {
public:
    using Digest = std::array<std::uint8_t, 32>;

    /// At most 2^29 bytes in all.
    void add(std::span<const std::uint8_t> bytes) noexcept;
    /// Ends it: nothing may be added any more.
    [[nodiscard]] Digest finish() noexcept;

private:
    void mix() noexcept;

    std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> block_{};
    std::uint32_t size_ = 0;
};

/// Source: RFC 2104. `key`: at most 64 bytes.
[[nodiscard]] Sha256::Digest hmac_sha256(std::span<const std::uint8_t> key,
                                         std::span<const std::uint8_t> message) noexcept;

}  // namespace perth::detail
