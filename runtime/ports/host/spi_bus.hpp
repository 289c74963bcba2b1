// What is attached to the simulated SPI buses; private to the port.
#pragma once

#include <vector>

#include "sim/spi.hpp"

namespace perth::host {

/// The devices that live.
std::vector<const sim::SpiDevice*>& spi_devices() noexcept;

}  // namespace perth::host
