#include "sim/adc.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace perth::sim {

Signal ramp(Microseconds begin, std::uint16_t from, Microseconds end, std::uint16_t to) {
    return [=](Microseconds time) -> std::uint16_t {
        if (time <= begin) return from;
        if (time >= end) return to;
        const std::int64_t rise = to - from;
        return static_cast<std::uint16_t>(from +
                                          rise * (time - begin).count() / (end - begin).count());
    };
}

Signal repeat(Signal signal, Microseconds period) {
    return
        [signal = std::move(signal), period](Microseconds time) { return signal(time % period); };
}

Signal sine(std::uint16_t middle, std::uint16_t amplitude, Microseconds period) {
    return [=](Microseconds time) {
        const double turns =
            static_cast<double>((time % period).count()) / static_cast<double>(period.count());
        const double value = middle + amplitude * std::sin(2 * std::numbers::pi * turns);
        return static_cast<std::uint16_t>(std::clamp(std::round(value), 0.0, 65535.0));
    };
}

}  // namespace perth::sim
