#include "cli/console/banner.hpp"

#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_word = 64;

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= longest_word && text.find(' ') == text.npos &&
           printable(text) == text;
}

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

std::optional<Banner> parse_banner(std::string_view line) {
    constexpr std::string_view before = "-- ";
    constexpr std::string_view between = ", build ";
    if (!line.starts_with(before)) return std::nullopt;
    line.remove_prefix(before.size());
    const auto comma = line.find(between);
    if (comma == line.npos) return std::nullopt;
    const std::string_view build = line.substr(comma + between.size());
    line = line.substr(0, comma);
    const auto space = line.find(' ');
    if (space == line.npos) return std::nullopt;
    const std::string_view name = line.substr(0, space);
    const std::string_view version = line.substr(space + 1);
    if (!is_word(name) || !is_word(version) || build.size() > 40 || !is_hex(build)) {
        return std::nullopt;
    }
    return Banner{std::string(name), std::string(version), std::string(build)};
}

}  // namespace perth::cli
