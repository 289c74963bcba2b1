// The watchdog. It resets the chip when it expires for the second time, so it counts half of the
// time-out; nobody listens to the interrupt of the first.
#include "watchdog.hpp"

#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::lm3s {
namespace {
bool claimed = false;
}  // namespace

bool WatchdogTimer::claim() noexcept {
    const Critical guard;
    const bool is_free = !claimed;
    claimed = true;
    return is_free;
}

void WatchdogTimer::unclaim() noexcept { claimed = false; }

bool WatchdogTimer::begin(std::uint32_t timeout_us) noexcept {
    const std::uint64_t clocks = std::uint64_t{timeout_us} * cortex_m::CoreClock::cycles_per_us();
    const std::uint64_t half = (clocks + 1) / 2;
    if (half > 0xFFFF'FFFF) return false;
    const Critical guard;
    start_clock(0, SystemControl::watchdog);
    lm3s::watchdog().load = static_cast<std::uint32_t>(half);
    lm3s::watchdog().control = Watchdog::reset | Watchdog::run;
    return true;
}

void WatchdogTimer::feed() noexcept { lm3s::watchdog().clear = 0; }

}  // namespace perth::hal::lm3s
