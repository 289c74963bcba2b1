// The console as a person or a script sees it: the stages of a byte stream put together.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console/banner.hpp"
#include "cli/console/dump.hpp"
#include "cli/console/lines.hpp"
#include "cli/console/map.hpp"
#include "cli/console/pattern.hpp"
#include "cli/console/stage.hpp"
#include "cli/console/stamps.hpp"
#include "cli/console/stuck_line.hpp"

namespace perth::cli {

/// What is done with the bytes before they are shown.
struct Shape {
    bool for_terminal = false;  ///< only text and colours pass (ControlFilter)
    bool raw = false;           ///< nothing is done at all
    bool hex = false;
    std::optional<Stamp> timestamps = {};
    std::vector<Pattern> filters = {};  ///< a line that fits one is shown
    std::optional<Pattern> highlight = {};
    ByteMap map = {};
};

/// Turns a firmware's bytes into what is shown, and reads along for patterns, for the line that a
/// firmware begins with, and for a dump. What is done to the bytes changes nothing of the latter.
class ConsoleView {
public:
    enum class Event {
        none,
        until,   ///< a line fitted the pattern that is waited for
        fail,    ///< a line fitted the pattern that must not come
        banner,  ///< a firmware has started: banner()
        dump,    ///< a dump is complete: dump()
        stuck,   ///< a task keeps the processor: stuck()
    };
    /// Receives each complete line as plain text.
    using OnLine = std::function<void(std::string_view)>;

    ConsoleView(bool for_terminal, std::optional<Pattern> until);
    explicit ConsoleView(Shape shape, std::optional<Pattern> until = {},
                         std::optional<Pattern> fail = {}, OnLine on_line = {});

    /// Appends what is to be shown of these bytes to `out` and takes them away, up to the end of
    /// the first line with which something happens.
    Event take(std::string_view& bytes, std::string& out);
    /// As above, up to the end of the first line that fits a pattern; returns what is to be shown.
    [[nodiscard]] std::string take(std::string_view bytes);
    /// Nothing has come for a while: returns what was held back for more.
    [[nodiscard]] std::string pause();
    /// Returns what ends the view: what was held back, and on a terminal colours off and an
    /// unfinished line ended.
    [[nodiscard]] std::string finish();

    /// Does other things with the bytes from now on; returns what was held back.
    [[nodiscard]] std::string reshape(Shape shape);
    [[nodiscard]] const Shape& shape() const noexcept { return shape_; }
    /// Counts Stamp::uptime from now on; returns what was held back.
    [[nodiscard]] std::string restart_clock();

    /// Returns whether a complete line fitted a pattern.
    [[nodiscard]] bool matched() const noexcept { return matched_; }
    /// Returns what the unfinished last line would be if it were complete: until, fail or none. To
    /// be asked when nothing more comes for a while, lest half a line decides.
    [[nodiscard]] Event unfinished() const;
    [[nodiscard]] bool unfinished_matches() const { return unfinished() == Event::until; }

    [[nodiscard]] const DumpWatch& dump() const noexcept { return dump_; }
    /// Forgets the dump, so that the next one is seen.
    void clear_dump() { dump_.clear(); }
    /// Returns the last one.
    [[nodiscard]] const Banner& banner() const noexcept { return banner_; }
    /// Returns the last one.
    [[nodiscard]] const StuckLine& stuck() const noexcept { return stuck_; }
    /// Returns the last line that is not empty, unfinished or not.
    [[nodiscard]] const std::string& last_line() const noexcept;
    [[nodiscard]] bool is_inside_line() const noexcept { return !lines_.unfinished().empty(); }

private:
    [[nodiscard]] Pipeline made_pipeline() const;
    [[nodiscard]] Event read_line(std::string_view line);
    [[nodiscard]] Event match(std::string_view line) const;

    Shape shape_;
    std::optional<Pattern> until_;
    std::optional<Pattern> fail_;
    OnLine on_line_;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    Lines lines_;
    DumpWatch dump_;
    Banner banner_;
    StuckLine stuck_;
    std::string last_line_;
    bool matched_ = false;
    Pipeline pipeline_;
};

}  // namespace perth::cli
