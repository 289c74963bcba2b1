// The watchdog as a type: perth::watchdog::Watchdog0.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"

namespace perth::hal::nrf51 {

/// WDT; see hal::WatchdogUnit. It counts the 32 kHz RC oscillator, which it starts itself: a
/// time-out may be two percent shorter or longer. It stands still while a debugger halts the core.
/// hal::reset() does not stop it.
struct ChipWatchdog {
    static constexpr char name[] = "WDT";
    static bool claim() noexcept;
    static void unclaim() noexcept;
    static bool begin(std::uint32_t timeout_us) noexcept;
    static void feed() noexcept;
};

}  // namespace perth::hal::nrf51

namespace perth::watchdog {
using Watchdog0 = hal::nrf51::ChipWatchdog;
static_assert(hal::WatchdogUnit<Watchdog0>);
}  // namespace perth::watchdog
