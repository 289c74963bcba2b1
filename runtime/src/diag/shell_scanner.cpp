#include "perth/diag/shell_scanner.hpp"

#include <limits>

namespace perth::detail {
namespace {

using Word = ShellToken::Kind;

constexpr const char* not_a_number = "not a number";

// Without <cctype>, which knows locales.
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_word(char c) noexcept { return is_digit(c) || is_letter(c); }

std::size_t digits(std::string_view text) noexcept {
    std::size_t size = 0;
    while (size < text.size() && is_digit(text[size])) ++size;
    return size;
}

/// Appends a digit; returns false if the number does not fit.
bool append(std::int64_t& number, std::int64_t base, std::int64_t digit,
            std::int64_t largest) noexcept {
    if (number > largest) return false;
    number = number * base;
    if (number > std::numeric_limits<std::int64_t>::max() - digit) return false;
    number += digit;
    return true;
}

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::string_view ShellScanner::cut(std::size_t size) noexcept {
    const std::string_view text(rest_.data(), size);
    rest_.remove_prefix(size);
    return text;
}

ShellToken ShellScanner::next() noexcept {
    while (peek() == ' ' || peek() == '\t') rest_.remove_prefix(1);
    if (rest_.empty() || peek() == '#') return {};
    if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) return number();
    if (is_letter(peek())) return name();
    if (peek() == '\'' || peek() == '"') return text();
    return sign();
}

ShellToken ShellScanner::number() noexcept {
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) return hexadecimal();
    const std::size_t size = digits(rest_);
    if (peek(size) == '.' || peek(size) == 'e' || peek(size) == 'E') return real(size);
    std::int64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        if (!append(value, 10, rest_[i] - '0', largest / 10)) {
            return wrong(ShellError::overflow, "the number needs more than 64 bits", size);
        }
    }
    if (is_word(peek(size))) return wrong(ShellError::syntax, not_a_number, size + 1);
    return {.kind = Word::number, .text = cut(size), .value = value};
}

ShellToken ShellScanner::hexadecimal() noexcept {
    std::int64_t value = 0;
    std::size_t size = 2;
    for (; is_word(peek(size)); ++size) {
        const char c = peek(size);
        const char lower = static_cast<char>(c | 0x20);
        const bool is_hexadecimal = is_digit(c) || (lower >= 'a' && lower <= 'f');
        if (!is_hexadecimal) return wrong(ShellError::syntax, not_a_number, size + 1);
        if (!append(value, 16, is_digit(c) ? c - '0' : lower - 'a' + 10, largest / 16)) {
            return wrong(ShellError::overflow, "the number needs more than 64 bits", size);
        }
    }
    if (size == 2) return wrong(ShellError::syntax, not_a_number, size);
    return {.kind = Word::number, .text = cut(size), .value = value};
}

/// `size` digits, then a point or an exponent. Exact to a few units in the last place: what is
/// printed has four digits behind the point.
ShellToken ShellScanner::real(std::size_t size) noexcept {
    double value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value * 10 + (rest_[i] - '0');
    int exponent = 0;
    if (peek(size) == '.') {
        for (++size; is_digit(peek(size)); ++size, --exponent) {
            value = value * 10 + (peek(size) - '0');
        }
    }
    if (peek(size) == 'e' || peek(size) == 'E') {
        ++size;
        const bool negative = peek(size) == '-';
        if (negative || peek(size) == '+') ++size;
        if (!is_digit(peek(size))) return wrong(ShellError::syntax, not_a_number, size);
        int given = 0;
        for (; is_digit(peek(size)); ++size) {
            if (given < 1000) given = given * 10 + (peek(size) - '0');
        }
        exponent += negative ? -given : given;
    }
    if (is_word(peek(size)) || peek(size) == '.') {
        return wrong(ShellError::syntax, not_a_number, size + 1);
    }
    constexpr double most = std::numeric_limits<double>::max();
    for (; exponent > 0 && value <= most && value > 0; --exponent) value *= 10;
    for (; exponent < 0 && value > 0; ++exponent) value /= 10;
    if (value > most) return wrong(ShellError::overflow, "the number is too large", size);
    return {.kind = Word::number, .text = cut(size), .value = value};
}

ShellToken ShellScanner::text() noexcept {
    const char quote = peek();
    std::size_t size = 1;
    while (size < rest_.size() && peek(size) != quote) size += peek(size) == '\\' ? 2 : 1;
    if (size >= rest_.size()) {
        return wrong(ShellError::syntax, "the text has no end", rest_.size());
    }
    const std::string_view quoted = cut(size + 1);
    return {.kind = Word::text, .text = {quoted.data() + 1, size - 1}};
}

ShellToken ShellScanner::name() noexcept {
    std::size_t size = 1;
    while (is_word(peek(size))) ++size;
    return {.kind = Word::name, .text = cut(size)};
}

ShellToken ShellScanner::sign() noexcept {
    struct Pair {
        char first;
        char second;
        char sign;
    };
    static constexpr Pair pairs[] = {{'/', '/', ShellToken::floor_division},
                                     {'=', '=', ShellToken::equal},
                                     {'!', '=', ShellToken::not_equal},
                                     {'<', '=', ShellToken::at_most},
                                     {'>', '=', ShellToken::at_least}};
    for (const Pair& pair : pairs) {
        if (peek() == pair.first && peek(1) == pair.second) {
            return {.kind = Word::sign, .sign = pair.sign, .text = cut(2)};
        }
    }
    constexpr std::string_view singles = "+-*/%(),=<>";
    if (singles.find(peek()) == singles.npos) {
        return wrong(ShellError::syntax, "not understood", 1);
    }
    return {.kind = Word::sign, .sign = peek(), .text = cut(1)};
}

/// Nothing is read behind it.
ShellToken ShellScanner::wrong(ShellError error, const char* what, std::size_t size) noexcept {
    const std::string_view of(rest_.data(), size < rest_.size() ? size : rest_.size());
    rest_ = {};
    return {.kind = Word::wrong, .text = of, .problem = {error, what, of}};
}

}  // namespace perth::detail
