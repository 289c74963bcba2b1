#include "cli/console/hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace perth::cli {

void HexView::feed(std::string_view bytes, std::string& out) {
    while (!bytes.empty()) {
        const std::size_t size = std::min(bytes.size(), row - bytes_.size());
        bytes_ += bytes.substr(0, size);
        bytes.remove_prefix(size);
        if (bytes_.size() == row) pause(out);
    }
}

void HexView::pause(std::string& out) {
    if (bytes_.empty()) return;
    fmt::format_to(std::back_inserter(out), "{:08x} ", offset_);
    for (std::size_t i = 0; i < row; ++i) {
        if (i == row / 2) out += ' ';
        if (i < bytes_.size()) {
            fmt::format_to(std::back_inserter(out), " {:02x}",
                           static_cast<unsigned char>(bytes_[i]));
        } else {
            out += "   ";
        }
    }
    out += "  |";
    for (const char c : bytes_) out += c >= 0x20 && c < 0x7f ? c : '.';
    out += "|\n";
    offset_ += bytes_.size();
    bytes_.clear();
}

}  // namespace perth::cli
