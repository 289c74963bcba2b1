// What arrives at a shell, byte by byte, and what it answers before and after a command:
//
//     line ── Ctrl-E ──► paste ── Ctrl-D: run, Ctrl-C ──► line
//       └──── Ctrl-A ──► raw ── Ctrl-D: run ──► raw ── Ctrl-B ──► line
//                         └─ 05 41 01 ──► raw_paste ── Ctrl-D: run, Ctrl-C ──► raw
//                                            └─ too long ──► raw_full ── Ctrl-D, Ctrl-C ──► raw
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "perth/core/time.hpp"
#include "perth/diag/shell_line.hpp"
#include "perth/diag/shell_value.hpp"

namespace perth::detail {

/// Collects commands in each of the shell's modes.
///
/// Source: MicroPython, "The MicroPython Interactive Interpreter Mode", sections "Paste mode", "Raw
/// mode" and "Raw-paste mode".
class ShellInput {
public:
    /// Bytes of what is pasted, or comes in raw mode; also the window of raw paste.
    static constexpr std::size_t longest = 512;
    /// A line end so soon behind another one is the same, made two by a terminal.
    static constexpr Duration pair_time = std::chrono::milliseconds(20);

    enum class Event : std::uint8_t {
        none,
        run,  ///< text() is to be run, then over() to be called
        end,  ///< Ctrl-D at the prompt
    };

    /// Says that the shell is there, and prompts.
    void begin() noexcept;
    Event take(std::uint8_t byte, Time now) noexcept;
    /// Commands, one a line; valid until over().
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    /// Tells what went wrong, if anything did, and prompts again.
    void over(const ShellProblem& problem) noexcept;

private:
    enum class Mode : std::uint8_t { line, paste, raw, raw_paste, raw_full };

    Event take_line(std::uint8_t byte, Time now) noexcept;
    Event end_line(Time now) noexcept;
    Event take_paste(std::uint8_t byte) noexcept;
    Event take_raw(std::uint8_t byte) noexcept;
    Event take_raw_paste(std::uint8_t byte) noexcept;
    void take_question(std::uint8_t byte) noexcept;
    void begin_raw() noexcept;
    void begin_paste() noexcept;
    bool append(std::uint8_t byte) noexcept;
    Event run_collected() noexcept;
    Event abort(const char* why) noexcept;

    ShellLine line_;
    std::array<char, longest> collected_{};
    std::string_view text_;
    Time last_end_{};
    std::uint16_t size_ = 0;    // of what was collected
    std::uint16_t window_ = 0;  // bytes that came since the host was last let send
    Mode mode_ = Mode::line;
    std::uint8_t question_ = 0;  // bytes of 05 41 01 that came
    std::uint8_t last_ = 0;      // byte
    bool asks_for_paste_ = false;
    bool ended_line_ = false;  // the last byte did
    bool too_long_ = false;
};

}  // namespace perth::detail
