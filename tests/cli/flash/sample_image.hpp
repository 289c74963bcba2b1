// An image to write to a device.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// Bytes that show when they are out of place.
inline Bytes sample_image(std::size_t size, std::uint32_t seed = 1) {
    Bytes image(size);
    for (auto& byte : image) {
        seed = seed * 1664525 + 1013904223;
        byte = static_cast<std::uint8_t>(seed >> 24);
    }
    return image;
}

}  // namespace perth::cli
