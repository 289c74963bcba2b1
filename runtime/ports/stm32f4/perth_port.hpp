// The port for the STM32F4 family (F401, F405/407, F411, F446), on silicon and in QEMU's
// netduinoplus2.
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
#include "rtc.hpp"
#include "spi.hpp"
#include "systick.hpp"
#include "timers.hpp"
#include "uarts.hpp"
#include "watchdog.hpp"

namespace perth::hal {

/// Whether the agent can put a new program into place; see hal/update_flash.hpp.
inline constexpr bool can_update = true;

/// Returns how many received bytes found no room since start.
[[nodiscard]] std::uint32_t console_lost() noexcept;

/// Returns why the chip started; `unknown` in QEMU. Interrupt: allowed.
[[nodiscard]] ResetCause reset_cause() noexcept;
/// Fills in at most 12 bytes and returns 12; 0 in QEMU.
std::size_t unique_id(std::span<std::uint8_t> id) noexcept;

namespace cortex_m {

/// What systick.cpp wants to know of the core's clock; set once by start_core_clock().
struct CoreClock {
    static std::uint32_t cycles_per_us() noexcept { return mhz; }
    static std::uint32_t cycles_per_us_reciprocal() noexcept { return mhz_reciprocal; }
    static std::uint32_t rearm_loss() noexcept { return loss; }

    static inline std::uint32_t mhz;
    static inline std::uint32_t mhz_reciprocal;
    static inline std::uint32_t loss;
};

/// Sets up the PLL, from the crystal or, if that does not start, from the internal oscillator; if
/// the PLL does not start, the core stays on the internal 16 MHz. Bounded.
void start_core_clock() noexcept;

/// Resets core and peripherals.
[[noreturn]] inline void reset_chip() noexcept { system_reset(); }

}  // namespace cortex_m
}  // namespace perth::hal
