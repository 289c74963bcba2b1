// The port for the nRF51 family, on silicon and in QEMU's microbit.
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
#include "reset.hpp"
#include "spi.hpp"
#include "timers.hpp"
#include "uart.hpp"
#include "watchdog.hpp"

namespace perth::hal {

/// Whether the agent can put a new program into place; see hal/update_flash.hpp.
inline constexpr bool can_update = true;

/// Returns how many received bytes found no room or came damaged since start.
[[nodiscard]] inline std::uint32_t console_lost() noexcept { return nrf51::uart_lost(); }

[[nodiscard]] ResetCause reset_cause() noexcept;
[[nodiscard]] std::size_t unique_id(std::span<std::uint8_t> id) noexcept;

namespace cortex_m {

/// Starts the crystal oscillator. Bounded; without it the core stays on the internal one.
void start_core_clock() noexcept;

/// Resets core and peripherals.
[[noreturn]] inline void reset_chip() noexcept { system_reset(); }

}  // namespace cortex_m
}  // namespace perth::hal

/// RTC0 and RTC1 only count: they know no date, and start at 0 after each reset.
namespace perth::rtc {
using Rtc0 = hal::Absent;
}
