// Bytes on a wire or in a file, and the integers among them.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace perth::cli {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

/// Returns the little-endian integer at `at`; `bytes` must hold all of it.
template <std::unsigned_integral T>
[[nodiscard]] constexpr T little_endian(BytesView bytes, std::size_t at = 0) {
    T value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) value = static_cast<T>(value << 8 | bytes[at + i]);
    return value;
}

/// Returns the big-endian integer at `at`; `bytes` must hold all of it.
template <std::unsigned_integral T>
[[nodiscard]] constexpr T big_endian(BytesView bytes, std::size_t at = 0) {
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value = static_cast<T>(value << 8 | bytes[at + i]);
    return value;
}

/// Appends `value`, its lowest byte first.
template <std::unsigned_integral T>
constexpr void append_little_endian(Bytes& bytes, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    }
}

/// Appends `value`, its highest byte first.
template <std::unsigned_integral T>
constexpr void append_big_endian(Bytes& bytes, T value) {
    for (std::size_t i = sizeof(T); i-- > 0;) {
        bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    }
}

}  // namespace perth::cli
