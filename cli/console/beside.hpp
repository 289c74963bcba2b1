// What is shown beside a console and does not come from it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "cli/console/outlet.hpp"
#include "cli/console/status_line.hpp"
#include "cli/console/view.hpp"

namespace perth::cli {

/// Where it comes from; each may be missing.
struct BesideTerms {
    /// Returns whole lines for stderr that have come up since it was last asked.
    std::function<std::string()> lines = {};
    /// Returns a line to be shown below the console; stderr is a terminal then.
    std::function<std::string()> status = {};
    /// Returns the columns of that terminal.
    std::function<std::size_t()> columns = {};
};

/// Puts it between the console's bytes without tearing them: lines between lines, the status below.
class Beside {
public:
    using Clock = std::chrono::steady_clock;

    /// `joined`: stdout and stderr are one file, so that a line can stand in a line's middle.
    Beside(const BesideTerms& terms, const ConsoleView& view, Outlet& outlet, bool joined)
        : terms_(terms), view_(view), outlet_(outlet), joined_(joined) {}

    /// Something will be written to the console: the status makes way.
    void make_way();
    /// Something may have changed: the status is shown soon.
    void stir();
    /// Returns when take_deadline() wants to be called.
    [[nodiscard]] const std::optional<Clock::time_point>& due() const noexcept { return due_; }
    void take_deadline();

    /// Adds the lines that have come up. In the middle of a console's line they wait, unless
    /// `is_quiet`: then nothing more comes for a while.
    void take_lines(bool is_quiet);
    /// Nothing more comes: adds what waited, and the status goes.
    void finish();
    /// Returns what makes the status disappear.
    [[nodiscard]] std::string hide() { return status_.hide(); }

private:
    const BesideTerms& terms_;
    const ConsoleView& view_;
    Outlet& outlet_;
    bool joined_;
    StatusLine status_;
    std::optional<Clock::time_point> due_;
};

/// Returns whether what is written to both descriptors comes to stand in one place.
[[nodiscard]] bool is_same_file(int one, int other);

}  // namespace perth::cli
