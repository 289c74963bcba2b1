// GDB on the terminal, with the firmware that it debugs beside it.
#pragma once

#include <functional>
#include <string_view>

#include "cli/emulator/guest.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {

/// What GDB runs with.
struct DebugTerms {
    int out = 1;             ///< GDB's stdout
    Guest* guest = nullptr;  ///< an emulator; null: GDB starts the program, or a probe holds it
    /// Receives what the firmware prints.
    std::function<void(std::string_view)> console;
};

/// Runs GDB to its end and returns its exit code (128 + signal). Ctrl-C is GDB's.
///
/// Errors: Interrupted at SIGTERM and SIGHUP; GDB is ended then.
[[nodiscard]] int run_gdb(const Command& gdb, const DebugTerms& terms);

}  // namespace perth::cli
