#include "cli/emulator/svg_axis.hpp"

#include <fmt/format.h>

#include <array>

namespace perth::cli {
namespace {

constexpr std::int64_t ms = 1'000;
constexpr std::int64_t s = 1'000 * ms;
constexpr std::int64_t min = 60 * s;
constexpr std::int64_t h = 60 * min;

/// Returns the least round time that is not less.
std::int64_t round_time(std::int64_t least) {
    constexpr std::array<std::int64_t, 9> rounds = {1, 2, 5, 10, 15, 30, 60, 120, 300};
    for (std::int64_t power = 1; power < s; power *= 10) {
        for (const std::int64_t digit : {1, 2, 5}) {
            if (digit * power >= least) return digit * power;
        }
    }
    for (const std::int64_t unit : {s, min}) {
        for (const std::int64_t round : rounds) {
            if (round * unit >= least && round * unit < 60 * unit) return round * unit;
        }
    }
    for (std::int64_t power = h;; power *= 10) {
        for (const std::int64_t digit : {1, 2, 5}) {
            if (digit * power >= least) return digit * power;
        }
    }
}

/// Returns `time` in units, a fraction only if there is one.
std::string decimal(std::int64_t time, std::int64_t unit) {
    std::string text = std::to_string(time / unit);
    if (time % unit == 0) return text;
    std::string fraction = fmt::format("{:0{}}", time % unit, unit == s ? 6 : 3);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return text + "." + fraction;
}

}  // namespace

std::string TimeAxis::label(std::int64_t time) const {
    if (unit == "h:min") return fmt::format("{}:{:02}", time / h, time % h / min);
    if (unit == "min:s") return fmt::format("{}:{:02}", time / min, time % min / s);
    if (unit == "s") return decimal(time, s);
    if (unit == "ms") return decimal(time, ms);
    return std::to_string(time);
}

TimeAxis time_axis(std::int64_t end) {
    TimeAxis axis{.step = round_time((end + 9) / 10), .unit = "µs"};
    if (end >= ms) axis.unit = "ms";
    if (end >= s) axis.unit = "s";
    if (end >= 2 * min) axis.unit = "min:s";
    if (end >= 2 * h) axis.unit = "h:min";
    return axis;
}

}  // namespace perth::cli
