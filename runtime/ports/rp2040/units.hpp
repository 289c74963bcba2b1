// What all units of the chip share: their clock, how they leave reset, and who owns which.
#pragma once

#include <cstdint>

namespace perth::hal::rp2040 {

/// The clock of core and units, Hz; set by start_core_clock().
inline std::uint32_t sys_hz = 0;

/// clk_rtc is the crystal's clock divided by this.
inline constexpr std::uint32_t rtc_divider = 256;

/// Takes the blocks of the mask (Resets) out of reset. Bounded.
void start_unit(std::uint32_t blocks) noexcept;

/// Bits of what can be owned besides pads. Units of which there are more follow each other.
enum UnitBit : unsigned {
    uart_bit = 0,
    i2c_bit = 2,
    spi_bit = 4,
    timer_bit = 6,
    sensor_bit = 8,
    flash_bit = 9,
    rtc_bit = 10,
    watchdog_bit = 11,
    pwm_bit = 16,
};

/// Takes the units and pads of both masks, all or none; false if one of them is owned.
bool claim_all(std::uint32_t units, std::uint32_t pads) noexcept;
void unclaim_all(std::uint32_t units, std::uint32_t pads) noexcept;

}  // namespace perth::hal::rp2040
