// The line of a firmware's alarm: a task keeps the processor.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace perth::cli {

/// What perth::StuckAlarm prints: "@perth stuck BUILD ID NAME PC MS", ID and MS decimal, the others
/// eight hexadecimal digits. See runtime/include/perth/diag/stuck_alarm.hpp.
struct StuckLine {
    std::string build;  ///< the first digits of the build id
    std::uint16_t id = 0;
    std::uint32_t name = 0;  ///< in the coroutine that runs
    std::uint32_t pc = 0;    ///< where it was; 0: not known
    std::uint32_t ms = 0;    ///< at least so long already

    bool operator==(const StuckLine&) const = default;
};

/// Returns what the line says; nothing if it is any other.
[[nodiscard]] std::optional<StuckLine> parse_stuck_line(std::string_view line);

}  // namespace perth::cli
