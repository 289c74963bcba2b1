// What a board is flashed with whose bootloader is a drive: build/BOARD/NAME.uf2.
#pragma once

#include "cli/build/plan.hpp"

namespace perth::cli {

/// Makes NAME.uf2 from NAME.elf if the board can be flashed by UF2 files and its chip has a family
/// there. The file is left alone if it is right already.
void write_uf2_file(const BuildPlan& plan);

}  // namespace perth::cli
