// Watching several boards at once: a prefix each, on one clock.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/console/board_watch.hpp"
#include "cli/console/pattern.hpp"
#include "cli/console/stamps.hpp"
#include "cli/console/watch.hpp"

namespace perth::cli {

/// What is watched, and how.
struct WatchAllTerms {
    /// Returns the boards that there are now; one that was there before is known by its plug.
    std::function<std::vector<WatchedBoard>()> boards;

    Stamp stamp = Stamp::uptime;        ///< `uptime` counts from the beginning, for all
    std::vector<Pattern> filters = {};  ///< a line that fits one is shown
    std::optional<Pattern> highlight = {};
    bool colours = false;  ///< a colour a board
    std::optional<Pattern> expect = {};
    std::optional<Pattern> fail_on = {};
    std::optional<std::chrono::microseconds> limit = {};
    std::filesystem::path log = {};  ///< every line with its board's name; empty: none
    bool events = false;             ///< JSON, one event a line, in the place of the text
    bool quiet = false;              ///< perth itself says nothing
    int out = 1;
    int err = 2;
};

/// Watches until a line fits a pattern, the time is over, or nobody reads any more. Boards come and
/// go; one that cannot be opened is told once. Lines are whole: of one that is not finished within
/// 250 ms, the rest gets a line of its own. Waits with poll(2) only.
///
/// Errors: Interrupted at Ctrl-C; a log or an output that fails.
[[nodiscard]] WatchEnd watch_all(const WatchAllTerms& terms);

}  // namespace perth::cli
