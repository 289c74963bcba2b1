// board.hpp: the board as C++ declarations.
#pragma once

#include <string>

#include "cli/build/plan.hpp"

namespace perth::cli {

/// Returns the text of board.hpp: facts, clocks, console and one type a pin, in namespace `board`.
[[nodiscard]] std::string board_header(const BuildPlan& plan);

}  // namespace perth::cli
