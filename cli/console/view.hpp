// The console as a person or a script sees it: the stages of a byte stream put together.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cli/console/control.hpp"
#include "cli/console/dump.hpp"
#include "cli/console/lines.hpp"
#include "cli/console/pattern.hpp"

namespace perth::cli {

/// Turns a firmware's bytes into what is shown, and reads along for a pattern and for a dump.
///
/// For a terminal only text and colours pass (ControlFilter); otherwise bytes pass unchanged.
class ConsoleView {
public:
    ConsoleView(bool for_terminal, std::optional<Pattern> until);

    /// Returns what is to be shown of these bytes: all of it, or up to the end of the first line
    /// that fits the pattern.
    [[nodiscard]] std::string take(std::string_view bytes);
    /// Returns whether a complete line fitted the pattern.
    [[nodiscard]] bool matched() const noexcept { return matched_; }
    /// Returns whether the unfinished last line fits the pattern. To be asked when nothing more
    /// comes for a while, lest half a line decides.
    [[nodiscard]] bool unfinished_matches() const;
    /// Returns what ends the view: on a terminal, colours off and an unfinished line ended.
    [[nodiscard]] std::string finish();

    [[nodiscard]] const DumpWatch& dump() const noexcept { return dump_; }
    /// Returns the last line that is not empty, unfinished or not.
    [[nodiscard]] const std::string& last_line() const noexcept;
    [[nodiscard]] bool is_inside_line() const noexcept { return !lines_.unfinished().empty(); }

private:
    bool read_line(std::string_view line);

    std::optional<ControlFilter> filter_;
    std::optional<Pattern> until_;
    Lines lines_;
    DumpWatch dump_;
    std::string last_line_;
    bool matched_ = false;
};

}  // namespace perth::cli
