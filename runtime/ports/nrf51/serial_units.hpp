// What I2C and SPI share: the chip has two units, each of which is a TWI or an SPI, with one
// interrupt.
#pragma once

#include <cstdint>

#include "ticker.hpp"

namespace perth::hal::nrf51 {

/// Owns unit 0 or 1; false if somebody does already. `step` is called with the number in interrupt
/// context, by the unit's interrupt.
bool claim_serial(unsigned number, void (*step)(unsigned number)) noexcept;
void unclaim_serial(unsigned number) noexcept;
/// Lets the unit interrupt, and makes it do so once more by hand.
void enable_serial(unsigned number) noexcept;
void pend_serial(unsigned number) noexcept;
/// Calls `function`, a unit's, in interrupt context every tick_us until stop_serial_ticks().
void start_serial_ticks(unsigned number, void (*tick)(unsigned number)) noexcept;
void stop_serial_ticks(unsigned number) noexcept;

}  // namespace perth::hal::nrf51
