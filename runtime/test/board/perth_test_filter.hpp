// Which tests GoogleTest's patterns choose.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace perth::test {

/// Returns whether a pattern fits the whole name; `*` stands for any text, `?` for any character.
constexpr bool fits(std::string_view pattern, std::string_view name) noexcept {
    constexpr std::size_t none = std::string_view::npos;
    std::size_t at = 0;
    std::size_t star = none;  // behind the last `*`, and what it stands for ends before `from`
    std::size_t from = 0;
    for (std::size_t i = 0; i < name.size();) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = ++at;
            from = i;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == name[i])) {
            ++at;
            ++i;
        } else if (star != none) {
            at = star;
            i = ++from;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

/// Returns whether one of the patterns, separated by colons, fits.
constexpr bool any_fits(std::string_view patterns, std::string_view name) noexcept {
    for (;;) {
        const std::size_t end = std::min(patterns.find(':'), patterns.size());
        if (fits({patterns.data(), end}, name)) return true;
        if (end == patterns.size()) return false;
        patterns.remove_prefix(end + 1);
    }
}

/// Returns whether "YES:YES-NO:NO" chooses the test; nothing in front of '-' is everything.
constexpr bool matches(std::string_view filter, std::string_view name) noexcept {
    const std::size_t minus = std::min(filter.find('-'), filter.size());
    const std::string_view wanted = minus == 0 && !filter.empty()
                                        ? std::string_view("*")
                                        : std::string_view(filter.data(), minus);
    if (!any_fits(wanted, name)) return false;
    if (minus == filter.size()) return true;
    filter.remove_prefix(minus + 1);
    return !any_fits(filter, name);
}

/// Returns whether a test is switched off by its name or its suite's.
constexpr bool is_disabled(std::string_view name) noexcept {
    constexpr std::string_view word = "DISABLED_";
    const std::size_t dot = name.find('.');
    return name.starts_with(word) ||
           std::string_view(name.data() + dot + 1, name.size() - dot - 1).starts_with(word);
}

}  // namespace perth::test
