#include "cli/flash/drive_texts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(blanks);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::vector<std::string_view> parts_of(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        if (const auto part = trimmed(text.substr(0, end)); !part.empty()) parts.push_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

/// Returns what stands behind `key`, if the line begins with it.
std::optional<std::string_view> value_of(std::string_view line, std::string_view key) {
    if (!line.starts_with(key)) return std::nullopt;
    return trimmed(line.substr(key.size()));
}

/// Source: DAPLink, source/daplink/error.c: the types of an error. The first that fits says what to
/// do.
constexpr auto hints = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"user", "flash a program that was built for this board"},
    {"target", "look whether the chip is powered and not locked, and its debug wires are whole"},
    {"transient", "run the same command again"},
    {"interface", "plug the board in again"},
    {"internal", "plug the board in again; if that does not help, update the probe's firmware"},
});

}  // namespace

std::optional<std::uint64_t> DriveDetails::remounts() const {
    const auto found = facts.find("Remount count");
    if (found == facts.end()) return std::nullopt;
    const std::string& text = found->second;
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return count;
}

DriveDetails parse_drive_details(std::string_view text) {
    DriveDetails details;
    for (const std::string_view line : parts_of(text, "\r\n")) {
        const auto colon = line.find(':');
        if (line.front() == '#' || colon == line.npos) continue;
        details.facts.emplace(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
    return details;
}

DriveFailure parse_drive_failure(std::string_view text) {
    DriveFailure failure;
    std::string rest;
    for (const std::string_view line : parts_of(text, "\r\n")) {
        if (const auto types = value_of(line, "type:")) {
            for (const std::string_view type : parts_of(*types, ",")) {
                failure.types.insert(printable(std::string(type)));
            }
            continue;
        }
        const std::string_view said = value_of(line, "error:").value_or(line);
        rest += (rest.empty() || said.empty() ? "" : " ") + std::string(said);
    }
    failure.text = printable(rest);
    return failure;
}

std::string drive_hint(const DriveFailure& failure) {
    for (const auto& [type, hint] : hints) {
        if (failure.types.contains(std::string(type))) return std::string(hint);
    }
    return {};
}

}  // namespace perth::cli
