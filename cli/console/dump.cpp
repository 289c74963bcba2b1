#include "cli/console/dump.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view mark = "@perth ";
constexpr std::size_t longest = 256;  // bytes of a line that are kept; a dump's are far shorter
constexpr std::size_t longest_name = 8;
constexpr std::size_t most_registers = 32;
constexpr std::size_t most_words = 64;

/// Returns the text up to the next space, and takes it away.
std::string_view next_word(std::string_view& text) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

std::optional<std::uint64_t> hex_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_hex(std::string_view text) {
    return !text.empty() && text.size() <= 40 &&
           text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 10 && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

std::optional<std::uint64_t> Dump::find(std::string_view name) const {
    const auto found = std::find_if(registers.begin(), registers.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    if (found == registers.end()) return std::nullopt;
    return found->second;
}

void DumpWatch::line(std::string_view text) {
    if (ended_ || !text.starts_with(mark)) return;
    text.remove_prefix(mark.size());
    if (!begun()) {
        if (text.starts_with("panic ") || text.starts_with("fault ")) {
            dump_.headline = printable(text.substr(0, longest));
        }
        return;
    }
    if (text == "end") {
        ended_ = true;
        return;
    }
    const std::string_view name = next_word(text);
    take(name, text);
}

void DumpWatch::take(std::string_view name, std::string_view rest) {
    const std::string_view first = next_word(rest);
    if (name == "build") {
        if (is_hex(first)) dump_.build = first;
    } else if (name == "task") {
        if (!is_number(first)) return;
        dump_.task = first;
        dump_.task_code = hex_number(rest);
    } else if (name == "stack") {
        while (!rest.empty() && dump_.stack.size() < most_words) {
            if (const auto word = hex_number(next_word(rest))) dump_.stack.push_back(*word);
        }
    } else if (const auto value = hex_number(first);
               value && is_name(name) && dump_.registers.size() < most_registers) {
        dump_.registers.emplace_back(name, *value);
    }
}

}  // namespace perth::cli
