// The port of test images: any Cortex-M in QEMU, with nothing but the core. Console and end of the
// run go by semihosting; there are no pads.
//
// PERTH_CYCLES_PER_US is the machine's core clock in MHz.
#pragma once

#include "core.hpp"
#include "systick.hpp"

namespace perth::hal {

/// Whether the agent can put a new program into place; see hal/update_flash.hpp.
inline constexpr bool can_update = false;

namespace cortex_m {

/// What systick.cpp wants to know of the core's clock.
struct CoreClock {
    static constexpr std::uint32_t cycles_per_us() noexcept { return PERTH_CYCLES_PER_US; }
    static constexpr std::uint32_t cycles_per_us_reciprocal() noexcept {
        return reciprocal(PERTH_CYCLES_PER_US);
    }
    /// Measured in QEMU with -icount shift=0, 168 MHz.
    static constexpr std::uint32_t rearm_loss() noexcept { return 1; }
};

/// Nothing to do: QEMU's machines start at full speed.
inline void start_core_clock() noexcept {}

}  // namespace cortex_m
}  // namespace perth::hal
