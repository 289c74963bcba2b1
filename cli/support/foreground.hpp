// A program that has the terminal for a while, as GDB does.
#pragma once

#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {

/// A child on our stdin and stderr that gets what is typed, Ctrl-C included; we do not heed Ctrl-C
/// while it lives. The destructor ends it as Child's does.
class Foreground {
public:
    /// `out` becomes its stdout. Errors: as Child's.
    Foreground(const Command& command, int out);
    ~Foreground();
    Foreground(const Foreground&) = delete;
    Foreground& operator=(const Foreground&) = delete;

    /// Returns a descriptor that is readable once it has ended.
    [[nodiscard]] int ended() const noexcept { return ended_.get(); }
    /// Waits for the end; returns the exit code (128 + signal).
    int wait();

private:
    KeyboardLent keyboard_;
    pid_t pid_;
    Handle ended_;
};

}  // namespace perth::cli
