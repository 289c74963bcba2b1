// The values that definitions are made of, checked as they are read: what is wrong is an `Error`
// that points into the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "cli/support/json.hpp"

namespace perth::cli {

inline constexpr std::int64_t max_u32 = std::numeric_limits<std::uint32_t>::max();

inline constexpr std::string_view lower_letters = "abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view upper_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
inline constexpr std::string_view lower_digits_line = "abcdefghijklmnopqrstuvwxyz0123456789_";
inline constexpr std::string_view lower_digits_dash = "abcdefghijklmnopqrstuvwxyz0123456789-";
inline constexpr std::string_view upper_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Text for people: not empty, at most `longest` bytes, no control characters.
[[nodiscard]] std::string text_value(const Json& json, std::size_t longest);
/// As text_value(); empty if there is no such key.
[[nodiscard]] std::string text_or_nothing(const Json& json, std::string_view key,
                                          std::size_t longest);
/// A name of one character of `first`, then of `rest`; `form` says in a message what it is.
[[nodiscard]] std::string word_value(const Json& json, std::string_view first,
                                     std::string_view rest, std::string_view form);
/// A chip's unit: USART1.
[[nodiscard]] std::string unit_value(const Json& json);
[[nodiscard]] std::string pad_value(const Json& json);
[[nodiscard]] bool is_pad_name(std::string_view name);
/// "0x" and at most `most_digits` digits.
[[nodiscard]] std::uint32_t hex_value(const Json& json, std::size_t most_digits,
                                      std::string_view form);
[[nodiscard]] std::uint32_t address_value(const Json& json);
/// Bytes: an integer, or "N KiB", "N MiB"; 1 … 4 GiB - 1.
[[nodiscard]] std::uint32_t size_value(const Json& json);
[[nodiscard]] std::uint32_t size_or(const Json& json, std::string_view key, std::uint32_t absent);

}  // namespace perth::cli
