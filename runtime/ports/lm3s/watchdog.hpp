// The watchdog as a type: perth::watchdog::Watchdog0.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"

namespace perth::hal::lm3s {

/// See hal::WatchdogUnit. Its longest time-out is 2^33 clocks, 171 s at 50 MHz.
struct WatchdogTimer {
    static constexpr char name[] = "WDT";
    static bool claim() noexcept;
    static void unclaim() noexcept;
    static bool begin(std::uint32_t timeout_us) noexcept;
    static void feed() noexcept;
};

}  // namespace perth::hal::lm3s

namespace perth::watchdog {
using Watchdog0 = hal::lm3s::WatchdogTimer;
static_assert(hal::WatchdogUnit<Watchdog0>);
}  // namespace perth::watchdog
