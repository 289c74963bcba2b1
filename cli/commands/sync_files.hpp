// Keeping the files of a board that runs MicroPython in step, as `perth sync --micropython` does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/commands/context.hpp"

namespace perth::cli {

struct SyncFilesOptions {
    std::vector<std::filesystem::path> folders = {};  ///< empty: the manifest's
    std::string to = {};                              ///< empty: the manifest's, else /
    std::string device = {};                          ///< empty: found by the board
    std::uint32_t baud = 0;                           ///< 0: the manifest's, else the board's
    bool remove = false;  ///< what earlier syncs copied and is here no longer
    bool dry_run = false;
    bool no_start = false;
};

/// Copies what differs, and restarts the board's program.
///
/// Errors: as sync_micropython(), micropython_sources() and PortFinder::open(); nothing to copy
/// (Exit::wrong_use).
void sync_files(const SyncFilesOptions& options, Context& context);

}  // namespace perth::cli
