// Where a firmware's bytes go, as text and as JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/build/firmware.hpp"
#include "cli/build/sizes.hpp"

namespace perth::cli {

/// How many changes are told unless all are asked for.
inline constexpr std::size_t changes_told = 20;

// The lines of each are separated by '\n', without a last one.

/// Memory as numbers and bars, then each part's share of flash and RAM.
[[nodiscard]] std::string part_report(const Firmware& firmware, const std::vector<SizeItem>& items,
                                      std::size_t columns);
/// Every item, a line each.
[[nodiscard]] std::string symbol_report(const std::vector<SizeItem>& items);
/// Every frame, a line each, and their sum.
[[nodiscard]] std::string task_report(const std::vector<TaskFrame>& tasks);
/// The use of each memory before and now, then at most `most` changes.
[[nodiscard]] std::string change_report(const Firmware& before, const Firmware& now,
                                        const std::vector<SizeChange>& changes, std::size_t most);

/// One object with everything.
[[nodiscard]] std::string size_json(const Firmware& firmware, const std::vector<SizeItem>& items,
                                    const std::optional<std::vector<SizeChange>>& changes);

}  // namespace perth::cli
