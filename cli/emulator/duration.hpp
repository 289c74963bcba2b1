// The durations that people write: 500ms, 30s, 1.5s, 2m, 1h.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace perth::cli {

/// The longest duration that can be written.
inline constexpr std::chrono::hours longest_duration{1000};

/// Reads a decimal number and a unit, 0 included; nothing if it is no duration.
[[nodiscard]] std::optional<std::chrono::microseconds> find_duration(std::string_view text);

/// Reads a decimal number and a unit: us, ms, s, m or h. More than zero, at most 1000 h, a whole
/// number of microseconds. Anything else is an `Error` (Exit::wrong_use) naming `option`.
[[nodiscard]] std::chrono::microseconds parse_duration(std::string_view text,
                                                       std::string_view option);

}  // namespace perth::cli
