// The monitor's protocol: what a byte of a firmware's perth::mon::Monitor means.
#pragma once

#include <cstdint>
#include <optional>

namespace perth::cli::mon {

inline constexpr unsigned ident_count = 22;
inline constexpr std::uint8_t program_start = 'z';

/// Something begins or ends.
struct Edge {
    unsigned ident;  ///< less than ident_count
    bool is_active;
};

/// Returns the edge that a byte is; 0x40 + ident begins, 0x60 + ident ends.
[[nodiscard]] constexpr std::optional<Edge> edge_of(std::uint8_t byte) noexcept {
    const unsigned ident = byte & 0x1F;
    const unsigned kind = byte >> 5;
    if (ident >= ident_count || (kind != 2 && kind != 3)) return std::nullopt;
    return Edge{ident, kind == 2};
}

/// Returns the GPIO on which a receiver on a Pico shows an ident: 3…22, 26 and 27.
[[nodiscard]] constexpr unsigned gpio_of(unsigned ident) noexcept {
    return ident < 20 ? ident + 3 : ident + 6;
}

}  // namespace perth::cli::mon
