// Which boards have an emulator, and which comes nearest to one that has none.
#pragma once

#include <string>

#include "cli/board/board.hpp"

namespace perth::cli {

/// Returns whether a firmware for this board can be run on this computer.
[[nodiscard]] bool has_emulator(const Board& board);

/// Returns the name of the board with an emulator that has most in common with this one: the same
/// port, then the same core, then the most equal memory sizes; by name among equals; otherwise
/// "host". Definitions that cannot be read are passed over.
[[nodiscard]] std::string nearest_emulated(const Board& board, const BoardPath& path);

}  // namespace perth::cli
