// What the firmware makes of the simulated PWM channels.
#pragma once

#include <cstdint>

namespace perth::sim {

/// A channel's output; off: both are 0.
struct Pwm {
    std::uint32_t frequency_hz;
    std::uint16_t duty_u16;  ///< 0 never high, 65535 always
    bool operator==(const Pwm&) const = default;
};

/// Returns what a channel does now; channel 0: pwm::W0.
[[nodiscard]] Pwm pwm(int channel) noexcept;

}  // namespace perth::sim
