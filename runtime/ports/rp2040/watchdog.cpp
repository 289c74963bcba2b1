// The watchdog. "RP2040 Datasheet", "Appendix B: Errata", RP2040-E1: it counts down twice a tick,
// so that 24 bits last 8.3 s.
#include <perth_port.hpp>

#include "watchdogs.hpp"

namespace perth::hal::rp2040 {
namespace {

constexpr std::uint32_t counts_a_us = 2;
std::uint32_t load;  // 0: not begun

}  // namespace

bool watchdog_begin(std::uint32_t timeout_us) noexcept {
    if (timeout_us == 0 || timeout_us > Watchdog::longest / counts_a_us) return false;
    const Critical guard;
    load = timeout_us * counts_a_us;
    power_on().watchdog_select = PowerOn::all & ~PowerOn::oscillators;
    watchdog().scratch[Watchdog::boot_scratch] = watchdog_mark;
    watchdog().load = load;
    watchdog().control = Watchdog::enable | Watchdog::pause_for_debugger;
    return true;
}

void watchdog_feed() noexcept {
    if (load != 0) rp2040::watchdog().load = load;
}

}  // namespace perth::hal::rp2040
