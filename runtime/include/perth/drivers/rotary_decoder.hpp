// The steps of a rotary encoder, from the levels of its two pins.
#pragma once

#include <cstdint>

namespace perth {

/// Decodes quadrature by a table of transitions; knows no pins. Feed it the levels after each edge
/// of either pin.
///
///     int turn() {
///         perth::RotaryDecoder decoder;
///         int steps = decoder.sample(false, true);  // clk falls, then data
///         steps += decoder.sample(false, false);
///         steps += decoder.sample(true, false);  // and rises, then data
///         steps += decoder.sample(true, true);
///         return steps;  // 1
///     }
///
/// The stable way counts a step when all four of its samples have come in order: bounce and a turn
/// back half-way are no steps. The fast way looks at the last two samples, so a turn back half-way
/// is one step too many.
/// Source: Perthensis, rotary decoder (transition table).
class RotaryDecoder {
public:
    struct Options {
        bool fast = false;
        bool invert = false;   ///< both pins are low at rest, not high
        bool reverse = false;  ///< clockwise counts down
    };

    constexpr RotaryDecoder() noexcept = default;
    explicit constexpr RotaryDecoder(Options options) noexcept : options_(options) {}

    /// Takes the pins' levels; returns +1 or -1 if they complete a step, else 0.
    /// Interrupt: allowed. Time: about 20 instructions.
    constexpr int sample(bool clk, bool data) noexcept {
        auto sample = static_cast<unsigned>(data) * 2 + static_cast<unsigned>(clk);
        if (options_.invert) sample ^= 3;
        const auto history = static_cast<std::uint8_t>(history_ * 4U | sample);
        // A sample that changes both pins or none was taken too late; it did not happen.
        if (!options_.fast && !changes_one_pin(history)) return 0;
        history_ = history;
        const int step =
            options_.fast ? step_of(history & 0x0F, 0x7, 0xB) : step_of(history, 0x87, 0x4B);
        return options_.reverse ? -step : step;
    }

private:
    static constexpr bool changes_one_pin(std::uint8_t history) noexcept {
        const unsigned change = (history / 4U ^ history) & 3U;
        return change == 1 || change == 2;
    }
    static constexpr int step_of(unsigned history, unsigned up, unsigned down) noexcept {
        if (history == up) return 1;
        return history == down ? -1 : 0;
    }

    Options options_{};
    std::uint8_t history_ = 0;  // the last four samples, two bits each; the newest is lowest
};

}  // namespace perth
