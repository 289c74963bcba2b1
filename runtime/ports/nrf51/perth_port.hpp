// The port for the nRF51 family, on silicon and in QEMU's microbit.
#pragma once

#include <cstdint>

#include "core.hpp"
#include "pads.hpp"
#include "reset.hpp"
#include "timers.hpp"
#include "uart.hpp"

namespace perth::hal {

/// Returns how many received bytes found no room or came damaged since start.
[[nodiscard]] inline std::uint32_t console_lost() noexcept { return nrf51::uart_lost(); }

namespace cortex_m {

/// Starts the crystal oscillator. Bounded; without it the core stays on the internal one.
void start_core_clock() noexcept;

/// Resets core and peripherals.
[[noreturn]] inline void reset_chip() noexcept { system_reset(); }

}  // namespace cortex_m
}  // namespace perth::hal
