// What is attached to the simulated I2C buses; private to the port.
#pragma once

#include <vector>

#include "sim/i2c.hpp"

namespace perth::host {

/// The devices that live, the newest last.
std::vector<const sim::I2cDevice*>& i2c_devices() noexcept;

/// See sim::hold_i2c().
void hold_i2c(int bus, unsigned clocks) noexcept;

}  // namespace perth::host
