// The installed board definitions, as values of parameterized tests.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "cli/board/board.hpp"

namespace perth::cli {

/// Returns the search path of the installed definitions alone.
inline BoardPath installed_boards() {
    const std::filesystem::path folder = std::filesystem::path(PERTH_SOURCE_DIR) / "board-defs";
    return {.folders = {folder / "boards"}, .mcu_folders = {folder / "mcu"}};
}

/// Returns the names of the boards that we define.
inline std::vector<std::string> every_board() { return board_names(installed_boards()); }

/// Returns a test's name for a board's or template's: letters, digits and '_' only.
inline std::string test_name(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

}  // namespace perth::cli
