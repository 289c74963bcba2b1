#include "cli/emulator/duration.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t microseconds;
};

constexpr std::array<Unit, 5> units{
    {{"us", 1}, {"ms", 1'000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}}};
constexpr std::int64_t longest = std::chrono::microseconds(longest_duration).count();
constexpr std::size_t most_digits = 12;  // before and behind the point: all products fit 64 bits

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    return end - begin;
}

std::int64_t integer(std::string_view digits) {
    std::int64_t value = 0;
    for (const char digit : digits) value = value * 10 + (digit - '0');
    return value;
}

/// Returns `unit` times 0.`digits`, or nothing if that is no whole number.
std::optional<std::int64_t> part_of(std::int64_t unit, std::string_view digits) {
    std::int64_t result = 0;
    for (const char digit : digits) {
        if (digit == '0' && unit % 10 != 0) continue;
        if (unit % 10 != 0) return std::nullopt;
        unit /= 10;
        result += unit * (digit - '0');
    }
    return result;
}

}  // namespace

std::optional<std::chrono::microseconds> find_duration(std::string_view text) {
    const std::size_t whole = digits_at(text, 0);
    const bool has_point = whole < text.size() && text[whole] == '.';
    const std::size_t fraction = has_point ? digits_at(text, whole + 1) : 0;
    if (whole == 0 || whole > most_digits || fraction > most_digits) return std::nullopt;
    if (has_point && fraction == 0) return std::nullopt;
    const std::string_view name = text.substr(whole + (has_point ? fraction + 1 : 0));
    for (const Unit& unit : units) {
        if (unit.name != name) continue;
        const std::int64_t count = integer(text.substr(0, whole));
        const auto part =
            part_of(unit.microseconds, has_point ? text.substr(whole + 1, fraction) : "");
        if (!part || count > longest / unit.microseconds) return std::nullopt;
        return std::chrono::microseconds(count * unit.microseconds + *part);
    }
    return std::nullopt;
}

std::chrono::microseconds parse_duration(std::string_view text, std::string_view option) {
    const auto value = find_duration(text);
    if (!value || value->count() == 0 || *value > longest_duration) {
        throw Error({.what = fmt::format("{}: '{}' is not a duration", option, text),
                     .why = "a duration is a number and a unit (us, ms, s, m, h), more than zero "
                            "and at most 1000h",
                     .hint = "for example 500ms, 30s, 1.5s, 2m or 1h",
                     .exit = Exit::wrong_use});
    }
    return *value;
}

}  // namespace perth::cli
