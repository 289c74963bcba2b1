// A small regular expression.
#pragma once

#include <string_view>

namespace perth {

/// Whether a text begins like this: ordinary characters, `.` for any, `[a-z_]` and `[^0-9]` for one
/// of several, each followed by `*`, `+` or `?` if it may come any number of times, at least once,
/// at most once; `|` between alternatives; `\` before a character that stands for itself.
///
///     constexpr perth::Pattern any_alarm("[a-z]+_alarm|alarm");
///     static_assert(sizeof any_alarm == sizeof(std::string_view));
///
///     bool concerns_me(std::string_view topic) { return any_alarm.matches(topic); }
///
/// The text may go on behind what matches. No groups. An unfinished class ends with the pattern.
/// Time:   at worst grows with the text's length to the power of the number of `*` and `+`.
/// Memory: some 60 bytes of stack for each `*`, `+` and `?`; refers to the text that it was made
/// of.
class Pattern {
public:
    explicit constexpr Pattern(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] bool matches(std::string_view text) const noexcept;
    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

private:
    std::string_view text_;
};

}  // namespace perth
