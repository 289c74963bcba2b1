// GDB: which one there is, and how it is called.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace perth::cli {

/// A GDB that fits the program.
struct Gdb {
    std::filesystem::path program;
    bool has_python = false;  ///< it can run our commands
};

/// Returns the names that are looked for on PATH, in this order.
[[nodiscard]] const std::vector<std::string>& gdb_names(bool for_host);

/// Returns the first GDB on PATH that knows the processor: Arm's, or with `for_host` this
/// computer's. None is an `Error` (Exit::missing_tool).
[[nodiscard]] Gdb find_gdb(bool for_host);

/// Returns the first GDB on PATH that knows the processor, or nothing.
[[nodiscard]] std::optional<Gdb> look_for_gdb(bool for_host);

/// What GDB is to do.
struct GdbPlan {
    Gdb gdb;
    std::filesystem::path elf;
    std::string board;
    std::filesystem::path project = {};  ///< whose sources are shown; may be empty
    std::filesystem::path runtime;       ///< perth's, with gdb/perth.py
    std::string remote = {};             ///< "target remote …"; empty: a program of this computer
    bool writes_flash = false;           ///< load the program first: a probe
    bool stops_at_reset = false;         ///< not at perth_main
    std::vector<std::string> arguments = {};  ///< the user's own, behind ours
};

/// Returns GDB's command line.
[[nodiscard]] std::vector<std::string> gdb_arguments(const GdbPlan& plan);

}  // namespace perth::cli
