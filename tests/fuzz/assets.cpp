// The firmware's reader of assets with any image, its checksum made right for every second: what it
// finds lies within.
#include "perth/io/assets.hpp"

#include <zlib.h>

#include <algorithm>
#include <vector>

#include "cli/support/bytes.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

constexpr std::size_t header_size = 20;

/// Writes the checksum that the reader expects, wherever the image says that its index ends.
void mend(std::vector<std::uint8_t>& image) {
    using perth::cli::little_endian;
    if (image.size() < header_size) return;
    const auto files = little_endian<std::uint32_t>(image, 12);
    std::size_t end = std::min<std::size_t>(little_endian<std::uint32_t>(image, 8), image.size());
    for (std::uint32_t i = 0; i < files && header_size + 20 * (i + 1) <= image.size(); ++i) {
        const auto offset = little_endian<std::uint32_t>(image, header_size + 20 * i + 8);
        end = std::min<std::size_t>(end, offset);
    }
    if (end < header_size) return;
    const auto crc =
        static_cast<std::uint32_t>(crc32_z(0, image.data() + header_size, end - header_size));
    for (unsigned i = 0; i < 4; ++i) image[16 + i] = static_cast<std::uint8_t>(crc >> 8 * i);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using perth::cli::fuzz::require;
    if (size == 0) return 0;
    std::vector<std::uint8_t> image(data + 1, data + size);
    if (data[0] % 2 == 0) mend(image);
    const auto bytes = std::as_bytes(std::span(image));
    for (const char* path : {"", "a", "name", "sub/b.bin"}) {
        const auto found = perth::detail::find_asset(bytes, path);
        if (!found) continue;
        require(found->size() <= image.size());
        if (found->empty()) continue;
        require(found->data() >= bytes.data());
        require(found->data() + found->size() <= bytes.data() + bytes.size());
    }
    return 0;
}
