#include "cli/support/base64.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace perth::cli {
namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64(BytesView bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t three = 0;
        for (std::size_t k = 0; k < 3; ++k) three = three << 8 | (k < count ? bytes[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= count ? digits[three >> (18 - 6 * k) & 63] : '=';
        }
    }
    return text;
}

bool append_base64_group(std::string_view four, Bytes& bytes) {
    const std::size_t filled = std::min(four.find('='), four.size());
    if (filled < 2 || four.find_first_not_of('=', filled) != std::string_view::npos) return false;
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t value = i < filled ? digits.find(four[i]) : 0;
        if (value == std::string_view::npos) return false;
        three = three << 6 | static_cast<std::uint32_t>(value);
    }
    for (std::size_t i = 0; i + 1 < filled; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(three >> (16 - 8 * i)));
    }
    return true;
}

}  // namespace perth::cli
