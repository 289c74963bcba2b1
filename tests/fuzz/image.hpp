// What holds for an image of whatever format.
#pragma once

#include <string>

#include "cli/image/image.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {

/// Segments are sorted, neither empty nor overlapping nor touching, and end below 2^32.
inline void require_sound(const Image& image) {
    require(!image.segments.empty());
    require(image.has_addresses || (image.segments.size() == 1 && image.segments[0].address == 0));
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < image.segments.size(); ++i) {
        const Segment& segment = image.segments[i];
        const std::uint64_t begin = std::uint64_t{segment.alternate} << 32 | segment.address;
        require(!segment.bytes.empty());
        require(segment.bytes.size() <= (std::uint64_t{1} << 32) - segment.address);
        require(i == 0 || begin > end || segment.alternate != image.segments[i - 1].alternate);
        end = begin + segment.bytes.size();
    }
}

/// Reads the fuzzer's bytes with `parse`: a sound image, or an `Error` that says why not.
inline void try_format(Image (*parse)(BytesView, const std::string&), const std::uint8_t* data,
                       std::size_t size) {
    try {
        require_sound(parse({data, size}, "file"));
    } catch (const Error& error) {
        require_sound(error);
        require(error.parts().fault == Fault::bad_input);
    }
}

}  // namespace perth::cli::fuzz
