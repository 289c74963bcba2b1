#include "cli/console/filter.hpp"

#include <algorithm>

#include "cli/console/control.hpp"
#include "cli/console/lines.hpp"

namespace perth::cli {
namespace {

std::string plain(std::string_view line) {
    std::string text;
    ControlFilter(ControlFilter::Keep::text).feed(line, text);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
}

}  // namespace

void LineFilter::feed(std::string_view bytes, std::string& out) {
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
        const std::size_t size = std::min(end, Lines::longest - line_.size());
        line_ += bytes.substr(0, size);
        bytes.remove_prefix(size);
        if (line_.back() == '\n' || line_.size() == Lines::longest) finish(out);
    }
}

void LineFilter::finish(std::string& out) {
    if (line_.empty()) return;
    const std::string text = plain(line_);
    const bool fits = std::any_of(wanted_.begin(), wanted_.end(),
                                  [&](const Pattern& pattern) { return pattern.matches(text); });
    if (fits) out += line_;
    line_.clear();
}

}  // namespace perth::cli
