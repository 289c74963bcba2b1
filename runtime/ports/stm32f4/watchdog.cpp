// The watchdog. Source: ST RM0090, "Independent watchdog (IWDG)".
#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::watchdog {
namespace {

using hal::Critical;
using hal::stm32f4::watchdog_timer;
using hal::stm32f4::WatchdogTimer;

bool claimed = false;

constexpr std::uint32_t most_counts = 4096;
constexpr std::uint32_t most_prescaler = 6;

// Takes five clocks of 32 kHz, divided; so 0.04 s at 17 kHz and the largest divider.
bool wait_until_taken_over() noexcept {
    const std::int64_t limit = hal::now() + 100'000;
    while (watchdog_timer().status != 0) {
        if (hal::now() > limit) return false;
    }
    return true;
}

}  // namespace

bool Watchdog0::claim() noexcept {
    const Critical guard;
    const bool is_free = !claimed;
    claimed = true;
    return is_free;
}

void Watchdog0::unclaim() noexcept { claimed = false; }

bool Watchdog0::begin(std::uint32_t timeout_us) noexcept {
    if (!hal::stm32f4::has_clock_tree()) return false;
    // A count takes 125 µs << prescaler: four clocks of 32 kHz, and so on.
    std::uint32_t counts = timeout_us / 125 + (timeout_us % 125 != 0 ? 1 : 0);
    std::uint32_t prescaler = 0;
    for (; counts > most_counts && prescaler < most_prescaler; ++prescaler) {
        counts = counts / 2 + counts % 2;
    }
    if (counts > most_counts || counts == 0) return false;
    watchdog_timer().key = WatchdogTimer::start;  // starts the oscillator, too
    watchdog_timer().key = WatchdogTimer::writable;
    watchdog_timer().prescaler = prescaler;
    watchdog_timer().reload = counts - 1;
    const bool taken_over = wait_until_taken_over();
    feed();
    return taken_over;
}

void Watchdog0::feed() noexcept { watchdog_timer().key = WatchdogTimer::feed; }

}  // namespace perth::watchdog
