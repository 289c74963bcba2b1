// Keeping a MicroPython board's files in step with folders of this computer.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/agent/micropython_plan.hpp"
#include "cli/agent/micropython_repl.hpp"
#include "cli/agent/micropython_sources.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

struct MicroPythonSync {
    std::vector<SourceFile> sources = {};  ///< sorted by path
    std::string to = "/";  ///< folder on the board, absolute, as board_folder() gives it
    bool removes = false;  ///< also what earlier syncs copied and is no source any more
    bool dry_run = false;  ///< only find out what would be done
    bool start = true;     ///< restart the board's program afterwards
};

/// What was done, or would be.
struct SyncOutcome {
    SyncPlan plan;
    BoardFacts facts;
    RawLine::Traffic traffic;
    std::size_t runs = 0;    ///< scripts, each one round trip or, in raw-paste, two
    bool restarted = false;  ///< the board said that it restarts
};

/// Hears of what goes on.
struct SyncListener {
    std::function<void(const SyncPlan& plan)> planned = [](const SyncPlan&) {};
    std::function<void(std::size_t done)> copied = [](std::size_t) {};  ///< bytes, of the plan's
};

/// Makes the board have the source files: interrupts its program, asks for the digests of what it
/// has, copies what differs, and restarts it. A file is the old one or the new one at any moment;
/// after a failure the same sync goes on where it was.
///
/// Errors: as RawRepl, MicroPythonFiles and plan_sync(); a board that cannot rename files
/// (Fault::refused).
[[nodiscard]] SyncOutcome sync_micropython(serial::Stream& stream, const MicroPythonSync& wanted,
                                           const SyncListener& listener = {});

/// Returns a folder on the board as "/" or "/lib/x"; `Error` (Exit::wrong_use) if it is no name of
/// one.
[[nodiscard]] std::string board_folder(std::string_view text);

}  // namespace perth::cli
