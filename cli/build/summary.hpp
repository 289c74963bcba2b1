// What a build yields as a value and as a file beside the ELF.
#pragma once

#include <filesystem>
#include <string>

#include "cli/build/elf.hpp"
#include "cli/build/firmware.hpp"
#include "cli/build/plan.hpp"

namespace perth::cli {

/// Returns the use of each memory region of the board by these segments.
[[nodiscard]] std::vector<MemoryUse> memory_use(const Board& board,
                                                const std::vector<ElfSegment>& segments);

/// Returns the plan's firmware, from the file kept beside the ELF if that belongs to it, else from
/// the ELF.
[[nodiscard]] Firmware firmware_of(const BuildPlan& plan);

/// Returns the firmware as one JSON object: what `perth build --json` prints last.
[[nodiscard]] std::string firmware_json(const Firmware& firmware);

}  // namespace perth::cli
