#include "cli/support/crc32.hpp"

#include <zlib.h>

namespace perth::cli {

std::uint32_t crc32_of(BytesView bytes) {
    return static_cast<std::uint32_t>(crc32_z(0, bytes.data(), bytes.size()));
}

}  // namespace perth::cli
