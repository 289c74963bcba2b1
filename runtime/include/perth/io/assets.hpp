// Files that are part of a firmware, packed by `perth build` from the manifest's `assets`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "perth/base/result.hpp"

namespace perth::assets {

/// Returns the content of a file by its path in the image, as "fonts/small.bin". It lies in flash,
/// where it can be read as memory, and stays there; `perth sync --assets` replaces the files of a
/// running program, which then restarts.
///
///     perth::Task<> greet(perth::Scheduler&) {
///         const auto text = perth::assets::open("hello.txt");
///         if (text) perth::println("{} bytes", text->size());
///         co_return;
///     }
///
/// Errors: Errc::no_device if there is no image of assets; Errc::crc if its index is damaged;
/// Errc::end_of_stream if there is no such file.
/// Interrupt: allowed. Time: grows with the size of the index, which is checked each time.
[[nodiscard]] Result<std::span<const std::byte>> open(std::string_view path) noexcept;

}  // namespace perth::assets

namespace perth::detail {

// The image, all numbers of 32 bits, the lowest byte first:
//
//     "PAST" | version 1 | bytes in all | files | CRC-32 of what follows, up to the first file
//     for each file, sorted by name: offset of the name | its bytes | offset of the content | its
//     bytes | its CRC-32; then the names; then the contents, each at a multiple of 4

/// As assets::open(), in an image that lies at the begin of `image`, and ends within. Nothing that
/// is read is believed: an offset that leads outside is Errc::crc.
[[nodiscard]] Result<std::span<const std::byte>> find_asset(std::span<const std::byte> image,
                                                            std::string_view path) noexcept;

}  // namespace perth::detail
