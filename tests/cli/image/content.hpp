// Files as tests write them down.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "cli/image/image.hpp"
#include "cli/support/bytes.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {

/// Returns the characters of a text.
inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// Returns the bytes that hexadecimal digits stand for; blanks are left out.
inline Bytes from_hex(std::string_view digits) {
    std::string clean(digits);
    std::erase(clean, ' ');
    Bytes bytes;
    for (std::size_t i = 0; i < clean.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(clean.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

/// Returns what parse_image() says of the content, or "no error".
inline std::string complaint(const Bytes& content, const std::string& name) {
    return error_text([&] { (void)parse_image(content, name); });
}

inline std::string complaint(std::string_view content, const std::string& name) {
    return complaint(bytes_of(content), name);
}

}  // namespace perth::cli
