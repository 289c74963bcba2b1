// A firmware's sizes as people read them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/build/firmware.hpp"

namespace perth::cli {

/// Returns the summary of a build: memory as numbers and bars, and each task's frame. `columns`
/// limits the bars; lines are separated by '\n', without a last one.
[[nodiscard]] std::string size_report(const Firmware& firmware, std::size_t columns);

/// Returns the summary's lines about memory.
[[nodiscard]] std::string memory_report(const std::vector<MemoryUse>& memory, std::size_t columns);

}  // namespace perth::cli
