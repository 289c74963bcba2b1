// The watchdog as a program sees it.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// A timer that resets the chip unless it is fed in time. Once begun it cannot be stopped, and goes
/// on when the object ends. Where several tasks must be alive, a WatchdogGroup feeds it.
///
///     perth::Task<> work(perth::Scheduler&) {
///         perth::hal::Watchdog<perth::watchdog::Watchdog0> dog;
///         if (!dog.begin(2s)) co_return;
///         for (;;) {
///             dog.feed();
///             co_await perth::sleep(1s);
///         }
///     }
///
/// On host, who does not feed it ends the program by a panic, with exit code 1.
///
/// Interrupt:  feed(); but an interrupt that feeds tells nothing about the tasks.
template <typename W>
class Watchdog {
    static_assert(WatchdogUnit<W>, "this board's chip has no watchdog");

public:
    Watchdog() noexcept = default;
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    /// Starts it with this time-out or the next longer one that the chip has; once.
    /// Errors: Errc::out_of_range below 1 µs and where the chip has none so long.
    Result<void> begin(std::chrono::duration<std::int64_t, std::micro> timeout) noexcept {
        const std::int64_t us = timeout.count();
        if (us < 1 || us > std::numeric_limits<std::uint32_t>::max()) return Errc::out_of_range;
        if (!W::begin(static_cast<std::uint32_t>(us))) return Errc::out_of_range;
        return {};
    }
    /// Gives it another time-out from now on.
    void feed() noexcept { W::feed(); }

private:
    Claim<W> claim_;
};

}  // namespace perth::hal
