// A sync to a board that a test plays, and what both ends have.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/agent/micropython_sync.hpp"
#include "tests/fakes/micropython_board.hpp"

namespace perth::cli {

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

inline std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

/// Returns sources from paths and contents, in the order of a walk.
inline std::vector<SourceFile> sources_of(std::map<std::string, std::string> files) {
    std::vector<SourceFile> sources;
    for (const auto& [path, content] : files) sources.push_back({path, bytes_of(content)});
    return sources;
}

inline SyncOutcome sync(fakes::MicroPythonBoard& board, const MicroPythonSync& wanted) {
    const auto stream = board.plug();
    return sync_micropython(*stream, wanted);
}

/// Returns the board's files but perth's record, their content as text.
inline std::map<std::string, std::string> files_of(const fakes::MicroPythonBoard& board) {
    std::map<std::string, std::string> files;
    for (const auto& [path, content] : board.files) {
        if (!path.ends_with(record_name)) files[path] = text_of(content);
    }
    return files;
}

}  // namespace perth::cli
