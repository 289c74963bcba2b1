#include "cli/support/hex.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace perth::cli {

std::string hex_text(BytesView bytes, std::size_t most) {
    const BytesView shown = bytes.first(std::min(most, bytes.size()));
    std::string text = fmt::format("{:02x}", fmt::join(shown, " "));
    if (shown.size() < bytes.size()) text += fmt::format(" … ({} bytes)", bytes.size());
    return text;
}

}  // namespace perth::cli
