// What the registers of a PWM generator are set to; apart from them, so that it can be tested.
#pragma once

#include <cstdint>

namespace perth::hal::lm3s {

/// How a frequency is made: the clock is divided by 2^`log2_divider`, which all generators share,
/// then a generator counts `clocks` of it.
struct PwmPeriod {
    std::uint8_t log2_divider;  // 0…6
    std::uint32_t clocks;       // 2…65536; 0: there is none
};

constexpr unsigned log2_largest_pwm_divider = 6;

/// Returns the period with this divider, to the nearest clock. `hz` is not 0.
constexpr PwmPeriod pwm_period(std::uint32_t clock_hz, std::uint32_t hz,
                               std::uint8_t log2_divider) noexcept {
    constexpr std::uint32_t fewest = 2, most = 1U << 16;
    const std::uint32_t divided = clock_hz >> log2_divider;
    const std::uint32_t clocks = divided / hz + (divided % hz >= hz - hz / 2 ? 1 : 0);
    return {log2_divider, clocks < fewest || clocks > most ? 0 : clocks};
}

/// Returns the finest period. `hz` is not 0.
constexpr PwmPeriod finest_pwm_period(std::uint32_t clock_hz, std::uint32_t hz) noexcept {
    PwmPeriod period = {0, 0};
    for (std::uint8_t log2 = 0; log2 <= log2_largest_pwm_divider && period.clocks == 0; ++log2) {
        period = pwm_period(clock_hz, hz, log2);
    }
    return period;
}

/// Two registers of a channel: its generator counts from clocks - 1 down to 0.
struct PwmOutput {
    std::uint32_t match;   // PWMnCMPx
    std::uint32_t action;  // PWMnGENx
};

/// Returns what makes the level high for `duty`/65535 of `clocks`. `channel` 0 is A, 1 is B.
/// Source: TI DS-LM3S6965, "PWM0 Generator A Control".
constexpr PwmOutput pwm_output(std::uint32_t clocks, std::uint16_t duty,
                               unsigned channel) noexcept {
    constexpr std::uint32_t low = 2, high = 3;
    constexpr unsigned at_load = 2;
    const unsigned at_match = channel == 0 ? 6 : 10;  // when counting down
    const auto high_clocks =
        static_cast<std::uint32_t>((std::uint64_t{clocks} * duty + 32767) / 65535);
    if (high_clocks == 0) return {0, low << at_load};
    if (high_clocks == clocks) return {0, high << at_load};
    return {clocks - 1 - high_clocks, high << at_load | low << at_match};
}

}  // namespace perth::hal::lm3s
