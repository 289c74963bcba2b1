// A timer of the chip as a program sees it: interrupts at a steady rhythm.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// A timer that interrupts periodically, owned while the object lives. For what may not wait until
/// the running task gives way; all else is a task's, with perth::every().
///
///     hal::PeriodicTimer<timer::T0> sampler;
///     if (!sampler.begin(1ms, {[](void* count) { ++*static_cast<std::atomic<int>*>(count); },
///                              &samples})) {
///         return;
///     }
///
/// The timers of a port are timer::T0, T1, …
///
/// Interrupt:  begin() and end(), in the timer's own callback.
/// Memory:     none of its own; the port keeps the callback.
template <typename T>
class PeriodicTimer {
    static_assert(TimerUnit<T>, "this board's port has no such timer for programs");

public:
    PeriodicTimer() noexcept = default;
    ~PeriodicTimer() { T::end(); }
    PeriodicTimer(const PeriodicTimer&) = delete;
    PeriodicTimer& operator=(const PeriodicTimer&) = delete;

    /// Calls `callback` in interrupt context every `period` from now on, the first time after one;
    /// without drift. Where the interrupt comes later than the next one is due, they count as one.
    /// Replaces what was begun before.
    /// Errors: Errc::out_of_range below 1 µs and where the timer does not count so far: from 2^32
    /// µs (71 minutes) on, in QEMU from 4.3 s on.
    Result<void> begin(std::chrono::duration<std::int64_t, std::micro> period,
                       Callback callback) noexcept {
        const std::int64_t us = period.count();
        if (us < 1 || us > std::numeric_limits<std::uint32_t>::max()) return Errc::out_of_range;
        if (!T::begin(static_cast<std::uint32_t>(us), callback)) return Errc::out_of_range;
        return {};
    }
    /// Stops; the callback is not called any more.
    void end() noexcept { T::end(); }

private:
    Claim<T> claim_;
};

}  // namespace perth::hal
