// What is to be done so that a board has the source files: a value, made of two others.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/agent/micropython_script.hpp"
#include "cli/agent/micropython_sources.hpp"

namespace perth::cli {

/// The file beside the copied ones that names them, so that a later sync knows what is its own.
inline constexpr std::string_view record_name = ".perth-sync";

/// Returns the record's content: the paths, each ended by NUL.
[[nodiscard]] Bytes record_of(const std::set<std::string>& paths);
/// Returns the sound paths of a record; what is none, or the record itself, is passed over.
[[nodiscard]] std::set<std::string> recorded_paths(BytesView record);

/// What the board has.
struct BoardState {
    BoardDigest digest = BoardDigest::sha256;
    std::vector<BoardEntry> files = {};      ///< of each source file
    std::vector<std::string> recorded = {};  ///< what earlier syncs copied, and is no source now
    std::vector<BoardEntry> recorded_files = {};  ///< of each of these
    BoardEntry record = {};
};

/// A source file that is to be copied.
struct PlannedCopy {
    std::size_t file = 0;  ///< among the sources
    /// Bytes that the temporary file has already; all of them: it only needs its name.
    std::size_t resume_at = 0;
    bool is_new = true;  ///< no file of that name is on the board

    bool operator==(const PlannedCopy&) const = default;
};

struct SyncPlan {
    std::vector<PlannedCopy> copies = {};       ///< main.py and boot.py last
    std::vector<std::string> folders = {};      ///< that copies need, the outer ones first
    std::vector<std::string> temporaries = {};  ///< left by a broken sync, to be removed
    std::vector<std::string> removals = {};     ///< files
    std::vector<std::string> emptied = {};  ///< folders that removals may leave empty, inner first
    std::vector<std::string> stale = {};    ///< what would be removed if it had been asked for
    std::size_t same = 0;                   ///< source files that the board has
    std::size_t bytes = 0;                  ///< to be sent, before they are encoded
    Bytes record_first = {};                ///< the record before anything is copied…
    Bytes record_last = {};                 ///< …and after the removals
    bool writes_record = false;             ///< whether the board's is another than record_first

    [[nodiscard]] bool is_empty() const {
        return copies.empty() && temporaries.empty() && removals.empty() && !writes_record;
    }
};

/// Returns what is to be done. Only what the record names is ever removed, and only if `removes`.
///
/// Errors: a folder of the board is where a file belongs, or the other way round (Exit::failed).
[[nodiscard]] SyncPlan plan_sync(const std::vector<SourceFile>& sources, const BoardState& state,
                                 bool removes);

}  // namespace perth::cli
