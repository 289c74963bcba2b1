// Inheritance: from a definition's file to one JSON value in which nothing is left to look up.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {

/// A definition with its ancestors merged in; every value still knows the file it came from.
struct Resolved {
    Json facts;
    std::vector<std::filesystem::path> files;  ///< nearest first
    std::string mcu;                           ///< the nearest ancestor that is no board
};

/// Returns the definition of a board in `file`, its ancestors looked for beside it and on `path`.
/// Keys are checked file by file: a board may not say what belongs to a chip.
[[nodiscard]] Resolved resolve(const std::filesystem::path& file, const BoardPath& path);

/// Returns the board's definition file, the first on the path.
[[nodiscard]] std::optional<std::filesystem::path> find_board_file(const std::string& name,
                                                                   const BoardPath& path);

}  // namespace perth::cli
