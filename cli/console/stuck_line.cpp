#include "cli/console/stuck_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace perth::cli {
namespace {

constexpr std::size_t hex_digits = 8;

template <typename T>
std::optional<T> number(std::string_view text, int base) {
    T value = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (base == 16 && text.size() != hex_digits) return std::nullopt;
    return value;
}

}  // namespace

std::optional<StuckLine> parse_stuck_line(std::string_view line) {
    constexpr std::string_view mark = "@perth stuck ";
    if (!line.starts_with(mark)) return std::nullopt;
    line.remove_prefix(mark.size());
    std::array<std::string_view, 5> words;
    for (std::string_view& word : words) {
        const std::size_t end = std::min(line.find(' '), line.size());
        word = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    const auto build = number<std::uint32_t>(words[0], 16);
    const auto id = number<std::uint16_t>(words[1], 10);
    const auto name = number<std::uint32_t>(words[2], 16);
    const auto pc = number<std::uint32_t>(words[3], 16);
    const auto ms = number<std::uint32_t>(words[4], 10);
    if (!build || !id || !name || !pc || !ms || !line.empty()) return std::nullopt;
    return StuckLine{
        .build = std::string(words[0]), .id = *id, .name = *name, .pc = *pc, .ms = *ms};
}

}  // namespace perth::cli
