#include "perth/sync/pattern.hpp"

#include <algorithm>
#include <cstddef>

namespace perth {

namespace {

using Text = std::string_view;

/// Length of the class at the beginning of `pattern`; a `]` that comes first stands for itself.
std::size_t class_size(Text pattern) noexcept {
    std::size_t i = pattern.starts_with("[^") ? 3 : 2;
    while (i < pattern.size() && pattern[i] != ']') ++i;
    return std::min(i + 1, pattern.size());
}

/// Length of the item that matches one character at the beginning of `pattern`.
std::size_t item_size(Text pattern) noexcept {
    if (pattern.front() == '\\') return std::min<std::size_t>(2, pattern.size());
    return pattern.front() == '[' ? class_size(pattern) : 1;
}

/// The same, with its `*`, `+` or `?`.
std::size_t step_size(Text pattern) noexcept {
    const std::size_t size = item_size(pattern);
    const bool repeats = size < pattern.size() && Text("*+?").find(pattern[size]) != Text::npos;
    return size + (repeats ? 1 : 0);
}

bool in_class(Text item, char c) noexcept {
    item.remove_prefix(1);
    const bool inverted = item.starts_with('^');
    if (inverted) item.remove_prefix(1);
    if (item.size() > 1 && item.ends_with(']')) item.remove_suffix(1);
    bool found = false;
    for (std::size_t i = 0; i < item.size(); ++i) {
        if (i + 2 < item.size() && item[i + 1] == '-') {
            found = found || (item[i] <= c && c <= item[i + 2]);
            i += 2;
        } else {
            found = found || item[i] == c;
        }
    }
    return found != inverted;
}

bool matches_item(Text item, char c) noexcept {
    if (item.front() == '[') return in_class(item, c);
    if (item.front() == '\\') return item.back() == c;
    return item.front() == '.' || item.front() == c;
}

bool matches_here(Text pattern, Text text) noexcept {
    while (!pattern.empty()) {
        const Text item = pattern.substr(0, item_size(pattern));
        const std::size_t step = step_size(pattern);
        const char repeat = step > item.size() ? pattern[step - 1] : '1';
        pattern.remove_prefix(step);
        const std::size_t least = repeat == '1' || repeat == '+' ? 1 : 0;
        const std::size_t most = repeat == '1' || repeat == '?' ? 1 : text.size();
        std::size_t count = 0;
        while (count < most && count < text.size() && matches_item(item, text[count])) ++count;
        if (count < least) return false;
        for (; count > least; --count) {
            if (matches_here(pattern, text.substr(count))) return true;
        }
        text.remove_prefix(least);
    }
    return true;
}

}  // namespace

bool Pattern::matches(std::string_view text) const noexcept {
    Text rest = text_;
    for (;;) {
        std::size_t end = 0;
        while (end < rest.size() && rest[end] != '|') end += step_size(rest.substr(end));
        if (matches_here(rest.substr(0, end), text)) return true;
        if (end >= rest.size()) return false;
        rest.remove_prefix(end + 1);
    }
}

}  // namespace perth
