// Progress of the same work on several devices at once: a bar, a line or an event of each.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/support/progress.hpp"

namespace perth::cli {

/// A Progress for each name, each to be used by one thread. Events get a member "device", lines
/// begin with the name; bars stand one below the other.
class ProgressGroup {
public:
    using Write = std::function<void(const std::string&)>;

    /// One name: its bars and lines look as if there were no group.
    ProgressGroup(Progress::Show show, std::size_t columns, std::vector<std::string> names,
                  Write write,
                  const std::function<Progress::Clock::time_point()>& now = Progress::Clock::now);
    /// Removes the bars.
    ~ProgressGroup();
    ProgressGroup(const ProgressGroup&) = delete;
    ProgressGroup& operator=(const ProgressGroup&) = delete;

    /// The display of the name at `index`.
    [[nodiscard]] Progress& of(std::size_t index) { return *displays_.at(index); }
    /// Calls `print` while no bar is in the way; only one thread at a time.
    void above(const std::function<void()>& print);

private:
    void show(std::size_t index, const std::string& text);
    void clear();
    void draw();
    [[nodiscard]] bool has_bars() const noexcept {
        return show_ == Progress::Show::bar && names_.size() > 1;
    }

    std::mutex mutex_;
    Progress::Show show_;
    std::vector<std::string> names_;
    Write write_;
    std::size_t width_ = 0;          // of the longest name
    std::vector<std::string> bars_;  // as they stand; empty: none
    std::size_t drawn_ = 0;          // lines on the terminal
    std::deque<std::optional<Progress>> displays_;
};

}  // namespace perth::cli
