// The watchdog as a type: perth::watchdog::Watchdog0.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"
#include "registers.hpp"
#include "units.hpp"

namespace perth::hal::rp2040 {

/// In a scratch register of the watchdog's: a time-out from now on is one that nobody fed.
inline constexpr std::uint32_t watchdog_mark = 0x7E57'D061;

bool watchdog_begin(std::uint32_t timeout_us) noexcept;
void watchdog_feed() noexcept;

/// Up to 8.3 s; stands still while a debugger halts the core. See hal::WatchdogUnit.
struct ChipWatchdog {
    static constexpr const char* name = "WATCHDOG";
    static bool claim() noexcept { return claim_all(1U << watchdog_bit, 0); }
    static void unclaim() noexcept { unclaim_all(1U << watchdog_bit, 0); }
    static bool begin(std::uint32_t timeout_us) noexcept { return watchdog_begin(timeout_us); }
    static void feed() noexcept { watchdog_feed(); }
};

}  // namespace perth::hal::rp2040

namespace perth::watchdog {
using Watchdog0 = hal::rp2040::ChipWatchdog;
static_assert(hal::WatchdogUnit<Watchdog0>);
}  // namespace perth::watchdog
