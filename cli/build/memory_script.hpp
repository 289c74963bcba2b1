// memory.ld: the board's memory as a linker script.
#pragma once

#include <string>

#include "cli/build/plan.hpp"

namespace perth::cli {

/// Returns memory.ld: the regions FLASH, RAM …, the room for task frames, and the port's
/// sections.ld.
[[nodiscard]] std::string memory_script(const BuildPlan& plan);

/// Returns the same with regions that hold anything, to find out how big a program is that does
/// not fit.
[[nodiscard]] std::string oversize_script(const BuildPlan& plan);

/// Returns the bytes of a region that a program may use: `memory_reserved` is taken off the flash.
[[nodiscard]] std::uint32_t usable_size(const Board& board, const MemoryRegion& region);

}  // namespace perth::cli
