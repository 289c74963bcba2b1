// How a port frees an I2C bus on which a device holds the data line.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// Lets a device finish the byte that it was interrupted in: gives clocks until it lets go of the
/// data line, nine at most, then a STOP. Returns whether the data line is free.
///
/// The pads are taken as open-drain outputs, and stay so: give them back to the I2C unit
/// afterwards, and reset it, for it has seen the edges. A device that holds the clock line, too, is
/// given up at once. Polled, with busy_wait(): 120 µs at most.
///
/// Interrupt:  allowed.
/// Source:     NXP UM10204 rev. 7.0, "Bus clear": nine clock pulses.
template <OpenDrainPad Scl, OpenDrainPad Sda>
[[nodiscard]] bool recover_i2c_bus() noexcept {
    constexpr std::int64_t half_clock_us = 5;  // 100 kHz: every device follows
    Scl::make_open_drain(true, Pull::up);
    Sda::make_open_drain(true, Pull::up);
    busy_wait(half_clock_us);
    if (!Scl::read()) return false;
    for (int clock = 0; clock < 9 && !Sda::read(); ++clock) {
        Scl::write(false);
        busy_wait(half_clock_us);
        Scl::write(true);
        busy_wait(half_clock_us);
    }
    if (!Sda::read()) return false;
    // A STOP is a rise of the data line while the clock is high.
    Scl::write(false);
    Sda::write(false);
    busy_wait(half_clock_us);
    Scl::write(true);
    busy_wait(half_clock_us);
    Sda::write(true);
    busy_wait(half_clock_us);
    return Sda::read();
}

}  // namespace perth::hal
