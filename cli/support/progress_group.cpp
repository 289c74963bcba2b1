#include "cli/support/progress_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/support/json_text.hpp"

namespace perth::cli {

ProgressGroup::ProgressGroup(Progress::Show show, std::size_t columns,
                             std::vector<std::string> names, Write write,
                             const std::function<Progress::Clock::time_point()>& now)
    : show_(show), names_(std::move(names)), write_(std::move(write)), bars_(names_.size()) {
    for (const std::string& name : names_) width_ = std::max(width_, name.size());
    const std::size_t taken = has_bars() ? std::min(width_ + 2, columns / 2) : 0;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        displays_.emplace_back();
        displays_.back().emplace(
            show, columns - taken, [this, i](const std::string& text) { this->show(i, text); },
            now);
    }
}

ProgressGroup::~ProgressGroup() {
    displays_.clear();
    const std::scoped_lock lock(mutex_);
    clear();
}

void ProgressGroup::above(const std::function<void()>& print) {
    const std::scoped_lock lock(mutex_);
    clear();
    print();
    draw();
}

void ProgressGroup::show(std::size_t index, const std::string& text) {
    const std::scoped_lock lock(mutex_);
    if (show_ == Progress::Show::events) {
        return write_(fmt::format("{{\"device\":{},{}", json_string(names_[index]),
                                  std::string_view(text).substr(1)));
    }
    if (names_.size() == 1) return write_(text);
    if (!has_bars()) return write_(fmt::format("{}: {}", names_[index], text));
    // A bar begins with a carriage return; one that is removed is blanks.
    std::string bar = text;
    std::erase(bar, '\r');
    bar.erase(bar.find_last_not_of(' ') + 1);
    clear();
    bars_[index] = std::move(bar);
    draw();
}

void ProgressGroup::clear() {
    if (drawn_ > 0) write_(fmt::format("\x1b[{}A\x1b[J", drawn_));  // up, and erase what is below
    drawn_ = 0;
}

void ProgressGroup::draw() {
    std::string block;
    for (std::size_t i = 0; i < bars_.size(); ++i) {
        if (bars_[i].empty()) continue;
        block += fmt::format("{:<{}}  {}\n", names_[i], width_, bars_[i]);
        ++drawn_;
    }
    if (!block.empty()) write_(block);
}

}  // namespace perth::cli
