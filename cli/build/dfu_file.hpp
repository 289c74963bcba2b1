// What other tools flash a board with that takes DfuSe files: build/BOARD/NAME.dfu.
#pragma once

#include "cli/build/plan.hpp"

namespace perth::cli {

/// Makes NAME.dfu from NAME.elf if the board can be flashed by DfuSe. The file is left alone if it
/// is right already.
void write_dfu_file(const BuildPlan& plan);

}  // namespace perth::cli
