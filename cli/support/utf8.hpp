// UTF-8 taken apart without trust, and the width of its characters on a terminal.
#pragma once

#include <cstddef>
#include <string_view>

namespace perth::cli {

/// The first character of a text.
struct Utf8Char {
    char32_t code = 0;     ///< U+FFFD if not valid
    std::size_t size = 0;  ///< bytes taken, 1…4; 1 if not valid
    bool valid = false;    ///< shortest form, no surrogate, at most U+10FFFF
};

/// Returns the first character of `text`, which must not be empty.
[[nodiscard]] Utf8Char first_char(std::string_view text) noexcept;

/// Returns the character cells that `code` takes on a terminal: 0 for combining marks and controls,
/// 2 for wide East Asian characters and emoji, else 1.
[[nodiscard]] std::size_t cell_width(char32_t code) noexcept;

/// Returns the character cells of `text`; a byte that is not valid counts 1.
[[nodiscard]] std::size_t text_width(std::string_view text) noexcept;

}  // namespace perth::cli
