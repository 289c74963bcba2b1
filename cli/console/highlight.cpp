#include "cli/console/highlight.hpp"

#include <algorithm>
#include <vector>

#include "cli/console/control.hpp"
#include "cli/console/lines.hpp"

namespace perth::cli {
namespace {

// Reverse video leaves the device's own colours alone. Source: ECMA-48, "SGR".
constexpr std::string_view on = "\x1b[7m";
constexpr std::string_view off = "\x1b[27m";

/// A line's text, and where each byte of it stands in the line.
struct Plain {
    std::string text;
    std::vector<std::size_t> places;
};

Plain plain(std::string_view line) {
    ControlFilter filter(ControlFilter::Keep::text);
    Plain result;
    std::size_t begin = 0;  // of the character that is being read
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::size_t before = result.text.size();
        filter.feed(line.substr(i, 1), result.text);
        const std::size_t added = result.text.size() - before;
        if (added == 0) continue;
        begin = added > i ? 0 : i + 1 - added;
        for (std::size_t k = 0; k < added; ++k) result.places.push_back(std::min(begin + k, i));
    }
    return result;
}

}  // namespace

void Highlight::feed(std::string_view bytes, std::string& out) {
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
        const std::size_t size = std::min(end, Lines::longest - line_.size());
        line_ += bytes.substr(0, size);
        bytes.remove_prefix(size);
        if (line_.back() == '\n' || line_.size() == Lines::longest) pause(out);
    }
}

void Highlight::pause(std::string& out) {
    const Plain seen = plain(line_);
    const std::string_view text = std::string_view(seen.text).substr(
        0, std::min(seen.text.find_last_not_of("\r\n") + 1, seen.text.size()));
    std::size_t shown = 0;
    std::size_t from = 0;
    while (const auto part = wanted_.find(text, from)) {
        const std::size_t begin = std::max(shown, seen.places[part->first]);
        const std::size_t end = std::max(begin, seen.places[part->second - 1] + 1);
        out.append(line_, shown, begin - shown).append(on);
        out.append(line_, begin, end - begin).append(off);
        shown = end;
        from = part->second;
    }
    out.append(line_, shown);
    line_.clear();
}

}  // namespace perth::cli
