// Talks to a firmware's shell (perth::Shell) as a program does: commands go in, what they print
// comes out.
//
//     prompt ── 03 01 ──► raw ── 05 41 01 ──► R 01 window 01 ── command 04 ──► 04
//       ▲                  ▲                                                    │
//       └────── 02 CR ─────┤◄─────────────── > ◄── error 04 ◄── output 04 ◄─────┘
//
// Other tasks of the firmware may print at any time: between its control bytes any text is theirs,
// or the command's.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "cli/agent/raw_line.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// Source: MicroPython, "Documentation: REPL", sections "Raw mode" and "Raw-paste mode".
class ShellClient {
public:
    using Listener = std::function<void(std::string_view output)>;

    /// The stream must outlive this; `name` is what the user calls it.
    ShellClient(serial::Stream& stream, std::string name)
        : line_(stream, std::chrono::seconds(5)), name_(std::move(name)) {}

    /// Comes to the raw prompt; a command that runs there is cancelled.
    ///
    /// Errors: no shell answers (Fault::timeout, with what came); Fault::gone.
    void enter();
    /// Runs a command, however long it takes, gives `listener` what is printed meanwhile, and
    /// returns what went wrong: "DivideByZero: the divisor is 0"; empty if nothing did.
    ///
    /// Errors: Fault::timeout and Fault::protocol if it does not answer as a shell; Fault::gone;
    /// Interrupted at Ctrl-C.
    [[nodiscard]] std::string run(std::string_view command, const Listener& listener);
    /// Cancels what runs and leaves the shell at its prompt, as far as the line still allows.
    void leave() noexcept;

private:
    [[nodiscard]] unsigned char due_byte(RawLine::Time deadline);
    [[nodiscard]] std::size_t begin_paste();
    void paste(std::string_view command, std::size_t window);
    [[noreturn]] void complain(std::string_view due) const;

    RawLine line_;
    std::string name_;
};

}  // namespace perth::cli
