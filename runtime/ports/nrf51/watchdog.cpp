// The watchdog. Source: Nordic nRF51 Series Reference Manual v3.0, "Watchdog timer (WDT)".
#include "watchdog.hpp"

#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::nrf51 {
namespace {

bool claimed = false;

// The counts of 32768 Hz that take as long, or longer: us * 0.032768, rounded up.
std::uint32_t counts(std::uint32_t us) noexcept {
    constexpr std::uint32_t least = 16;
    constexpr std::uint64_t scale = 2'251'799'814;  // 2^36 * 0.032768, rounded up
    const auto count = static_cast<std::uint32_t>((us * scale) >> 36) + 1;
    return count < least ? least : count;
}

}  // namespace

bool ChipWatchdog::claim() noexcept {
    const Critical guard;
    const bool is_free = !claimed;
    claimed = true;
    return is_free;
}

void ChipWatchdog::unclaim() noexcept { claimed = false; }

// One that was started before a reset by software runs on, and cannot be changed.
bool ChipWatchdog::begin(std::uint32_t timeout_us) noexcept {
    const std::uint32_t reload = counts(timeout_us) - 1;
    if (watchdog().running != 0) {
        feed();
        return watchdog().counts >= reload;
    }
    watchdog().config = Watchdog::runs_in_sleep;
    watchdog().counts = reload;
    watchdog().reload_enable = 1;
    watchdog().start = 1;
    return true;
}

void ChipWatchdog::feed() noexcept { watchdog().reload[0] = Watchdog::reload_key; }

}  // namespace perth::hal::nrf51
