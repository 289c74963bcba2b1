// The calendar clock as a program sees it.
#pragma once

#include <chrono>
#include <cstdint>

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// A clock of whole seconds that goes on through resets, and without the board's power if it has a
/// battery. For intervals, take perth::Clock: this one may be set, and its crystal is another.
///
///     perth::Result<std::chrono::sys_seconds> hour_ahead() {
///         using namespace std::chrono;
///         perth::hal::Rtc<perth::rtc::Rtc0> clock;
///         if (const auto begun = clock.begin(); !begun) return begun.error();
///         if (!clock.is_set()) {
///             if (const auto set = clock.set(sys_days(2026y / May / 1) + 12h); !set) {
///                 return set.error();
///             }
///         }
///         return clock.now() + 1h;
///     }
///
/// It goes on when the object ends. Interrupt: not allowed.
template <typename R>
class Rtc {
    static_assert(RtcUnit<R>, "this board's chip has no clock that counts through resets");

public:
    using Time = std::chrono::sys_seconds;  ///< since 1970-01-01 00:00 UTC, 64 bits

    Rtc() noexcept = default;
    Rtc(const Rtc&) = delete;
    Rtc& operator=(const Rtc&) = delete;

    /// Starts it if it does not run yet. Errors: Errc::no_device if its oscillator does not start.
    Result<void> begin() noexcept {
        if (!R::begin()) return Errc::no_device;
        return {};
    }
    /// Returns whether somebody has set it since it began to run.
    [[nodiscard]] bool is_set() const noexcept { return R::is_set(); }
    /// Sets it. Errors: Errc::out_of_range before 2000 and after 2099.
    Result<void> set(Time time) noexcept {
        if (time < first || time >= behind) return Errc::out_of_range;
        R::set(time.time_since_epoch().count());
        return {};
    }
    /// Returns the time; some time of no meaning unless is_set().
    [[nodiscard]] Time now() const noexcept { return Time(std::chrono::seconds(R::now())); }

private:
    static constexpr Time first{std::chrono::sys_days(std::chrono::year(2000) / 1 / 1)};
    static constexpr Time behind{std::chrono::sys_days(std::chrono::year(2100) / 1 / 1)};

    Claim<R> claim_;
};

}  // namespace perth::hal
