// What is soldered to which pad, read from a definition.
#pragma once

#include "cli/board/board.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {

/// Fills in the crystal, console, pins, buses and pinout. What is wrong is an `Error` that points
/// into the definition.
void read_wiring(const Json& facts, Board& board);

}  // namespace perth::cli
