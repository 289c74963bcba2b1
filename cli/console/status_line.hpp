// A line below the console on the same terminal.
#pragma once

#include <string>
#include <string_view>

namespace perth::cli {

/// Makes the line appear below the one that the cursor is in, whose text, colours and column stay
/// as they are: also that of a prompt. It must be hidden before anything else is written.
///
/// The cursor must not stand behind the last column.
///
/// Source: ECMA-48, "CUU", "CUD", "EL"; DEC VT100 User Guide, "IND", "DECSC", "DECRC".
class StatusLine {
public:
    [[nodiscard]] bool is_shown() const noexcept { return shown_; }
    /// Returns what makes the terminal show this text, which must fit its width.
    [[nodiscard]] std::string show(std::string_view text);
    /// Returns what makes it disappear; nothing if it is not shown.
    [[nodiscard]] std::string hide();

private:
    bool shown_ = false;
};

}  // namespace perth::cli
