// The port for the RP2040, on silicon and in rp2040js. One core: the other one sleeps in the ROM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "adc.hpp"
#include "core.hpp"
#include "flash.hpp"
#include "i2c.hpp"
#include "pads.hpp"
#include "pwm.hpp"
#include "rtc.hpp"
#include "spi.hpp"
#include "timers.hpp"
#include "uarts.hpp"
#include "units.hpp"
#include "watchdogs.hpp"

namespace perth::hal {

/// Whether the agent can put a new program into place; see hal/update_flash.hpp.
inline constexpr bool can_update = true;

/// Returns how many received bytes found no room since start.
[[nodiscard]] std::uint32_t console_lost() noexcept;

/// Why the chip started; see concepts.hpp.
[[nodiscard]] ResetCause reset_cause() noexcept;
/// What tells this chip from others: eight bytes of its flash chip; see concepts.hpp.
std::size_t unique_id(std::span<std::uint8_t> id) noexcept;

namespace cortex_m {

/// Sets up the PLLs from the crystal; what does not start is left out: see clock.cpp. Bounded.
void start_core_clock() noexcept;

/// Resets core and peripherals.
[[noreturn]] void reset_chip() noexcept;

}  // namespace cortex_m
}  // namespace perth::hal

#include "i2c_wired.hpp"
