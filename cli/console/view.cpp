#include "cli/console/view.hpp"

#include <utility>

namespace perth::cli {

ConsoleView::ConsoleView(bool for_terminal, std::optional<Pattern> until)
    : until_(std::move(until)) {
    if (for_terminal) filter_.emplace(ControlFilter::Keep::colours);
}

std::string ConsoleView::take(std::string_view bytes) {
    std::size_t shown = bytes.size();
    lines_.feed(bytes, [&](std::string_view line, std::size_t end) {
        if (read_line(line)) return true;
        shown = end;
        return false;
    });
    bytes = bytes.substr(0, shown);
    if (!filter_) return std::string(bytes);
    std::string out;
    filter_->feed(bytes, out);
    return out;
}

/// Returns whether to read on.
bool ConsoleView::read_line(std::string_view line) {
    dump_.line(line);
    if (!line.empty()) last_line_ = line;
    matched_ = until_ && until_->matches(line);
    return !matched_;
}

bool ConsoleView::unfinished_matches() const {
    return until_ && is_inside_line() && until_->matches(lines_.unfinished());
}

std::string ConsoleView::finish() {
    if (!filter_) return {};
    return filter_->finish() + (is_inside_line() ? "\n" : "");
}

const std::string& ConsoleView::last_line() const noexcept {
    return is_inside_line() ? lines_.unfinished() : last_line_;
}

}  // namespace perth::cli
