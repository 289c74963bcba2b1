// The port for the STM32F405/407 family, on silicon and in QEMU's netduinoplus2.
#pragma once

#include <cstdint>

#include "core.hpp"
#include "pads.hpp"
#include "reset.hpp"
#include "systick.hpp"
#include "timers.hpp"
#include "uarts.hpp"

namespace perth::hal {

/// Returns how many received bytes found no room since start.
[[nodiscard]] std::uint32_t console_lost() noexcept;

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

/// Sets up the PLL from the crystal; if the crystal or the PLL does not start, the core stays on
/// the internal 16 MHz. Bounded.
void start_core_clock() noexcept;

/// Resets core and peripherals.
[[noreturn]] inline void reset_chip() noexcept { system_reset(); }

}  // namespace cortex_m
}  // namespace perth::hal
