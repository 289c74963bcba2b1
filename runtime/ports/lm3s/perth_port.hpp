// The port for the Stellaris LM3S6965, on silicon and in QEMU's lm3s6965evb.
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
#include "systick.hpp"
#include "timers.hpp"
#include "uarts.hpp"
#include "watchdog.hpp"

namespace perth::rtc {
/// The hibernation module counts seconds, but by a crystal of its own, which boards need not have.
using Rtc0 = hal::Absent;
}  // namespace perth::rtc

namespace perth::hal {

/// Whether the agent can put a new program into place; see hal/update_flash.hpp.
inline constexpr bool can_update = false;

/// Returns how many received bytes found no room or came damaged since start.
[[nodiscard]] std::uint32_t console_lost() noexcept;

/// Returns why the chip started; unknown in QEMU, which does not tell.
[[nodiscard]] ResetCause reset_cause() noexcept;
/// Returns 0: the chip has none. What USER_REG0 and 1 hold, the board's maker has written.
[[nodiscard]] std::size_t unique_id(std::span<std::uint8_t> id) noexcept;

namespace lm3s {
/// Whether we run in QEMU, which counts a little differently. Set once by start_core_clock().
inline bool is_emulated = false;
}  // namespace lm3s

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

/// Sets up the PLL from the crystal; if it does not lock, the core runs from the crystal itself.
/// Bounded.
void start_core_clock() noexcept;

/// Resets core and peripherals.
[[noreturn]] inline void reset_chip() noexcept { system_reset(); }

}  // namespace cortex_m
}  // namespace perth::hal
