// The time axis of a picture: where its ticks are and what stands at them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace perth::cli {

struct TimeAxis {
    std::int64_t step = 1;  ///< µs from tick to tick
    std::string_view unit;  ///< "µs", "ms", "s", "min:s" or "h:min"

    /// Returns what stands at a tick: "250", "1.5", "2:30".
    [[nodiscard]] std::string label(std::int64_t time) const;
};

/// Returns the axis of a picture from 0 to `end` µs, with 5 to 11 ticks on round times.
[[nodiscard]] TimeAxis time_axis(std::int64_t end);

}  // namespace perth::cli
