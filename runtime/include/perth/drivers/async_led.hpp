// An LED that flashes by itself.
#pragma once

#include <algorithm>

#include "perth/drivers/own_turn.hpp"

namespace perth {

/// An LED that is on, off or flashing, until told otherwise. `Led` is a hal::Output, which also
/// knows its polarity.
///
///     perth::Task<> warn(perth::Scheduler& sch) {
///         perth::AsyncLed<board::Lamp> lamp(sch);
///         lamp.flash(2);  // times a second
///         co_await perth::sleep(600ms);
///         lamp.off();
///     }
///
/// Interrupt:  not allowed.
/// Memory:     about 80 bytes on a 32-bit core; allocates nothing.
/// Source: MicroPython asynchronous tutorial, LED_async.
template <typename Led>
class AsyncLed {
public:
    /// `scheduler` must outlive it. The LED is off.
    explicit AsyncLed(Scheduler& scheduler) noexcept : turn_(scheduler, {&toggle, this}) {}

    void on() noexcept { set(true); }
    void off() noexcept { set(false); }
    /// Goes on at once, and off and on in turn after each half of `period`, which is at least two
    /// microseconds. No drift while its turns come in time.
    void flash(Duration period) noexcept {
        set(true);
        half_period_ = period / 2;
        due_ = hal::now();
        arm();
    }
    /// The same, so many times a second: 1…250000.
    void flash(unsigned rate_hz) noexcept { flash(Duration(1'000'000U / rate_hz)); }
    [[nodiscard]] bool is_on() const noexcept { return led_.is_on(); }

private:
    void set(bool on) noexcept {
        turn_.never();
        led_.set(on);
    }
    void arm() noexcept {
        due_ = std::max<detail::Due>(due_ + half_period_.count(), hal::now());
        turn_.at(due_);
    }
    static void toggle(void* self) noexcept {
        auto& it = *static_cast<AsyncLed*>(self);
        it.led_.toggle();
        it.arm();
    }

    Led led_;
    Duration half_period_{};
    detail::Due due_ = 0;
    detail::OwnTurn turn_;
};

}  // namespace perth
