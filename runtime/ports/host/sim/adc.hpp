// The voltages at the simulated ADC.
#pragma once

#include <cstdint>
#include <functional>

#include "host.hpp"

namespace perth::sim {

using host::Microseconds;

/// A voltage as a function of time: 0…65535, of the reference.
using Signal = std::function<std::uint16_t(Microseconds time)>;

/// Applies a voltage to a channel from now on; channel 0: adc::A0.
void set_adc(int channel, Signal signal);
void set_adc(int channel, std::uint16_t value);

/// From one value to another, beginning and ending at these times; constant before and after.
[[nodiscard]] Signal ramp(Microseconds begin, std::uint16_t from, Microseconds end,
                          std::uint16_t to);
/// Repeats the first `period` of a signal.
[[nodiscard]] Signal repeat(Signal signal, Microseconds period);
/// A sine that begins at time zero; cut where it leaves 0…65535.
[[nodiscard]] Signal sine(std::uint16_t middle, std::uint16_t amplitude, Microseconds period);

}  // namespace perth::sim
