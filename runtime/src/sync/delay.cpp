#include "perth/sync/delay.hpp"

namespace perth::detail {

DelayTimer::DelayTimer(Scheduler& scheduler, Duration duration, Woken expire) noexcept
    : Watcher(expire), Doorbell(&answer), duration_(duration) {
    attach(scheduler);
    listen(scheduler);
}

DelayTimer::~DelayTimer() {
    promise().scheduler->forget(promise());
    if (gone_ != nullptr) *gone_ = true;
}

Result<void> DelayTimer::trigger(Duration duration) noexcept {
    const Due now = hal::now();
    {
        const ShortLock::Guard guard(lock_);
        if (deinitialised_) return Errc::deinitialised;
        if (duration <= Duration::zero()) duration = duration_;
        end_ = now + duration.count() + hal::truncation;
        running_ = true;
        fired_ = false;
    }
    change_took_place();
    return {};
}

void DelayTimer::stop() noexcept {
    {
        const ShortLock::Guard guard(lock_);
        running_ = false;
        stopped_ = true;
    }
    change_took_place();
}

void DelayTimer::deinit() noexcept {
    {
        const ShortLock::Guard guard(lock_);
        deinitialised_ = true;
    }
    stop();
}

bool DelayTimer::running() const noexcept {
    const ShortLock::Guard guard(lock_);
    return running_;
}

bool DelayTimer::fired() const noexcept {
    const ShortLock::Guard guard(lock_);
    return fired_;
}

void DelayTimer::change_took_place() noexcept {
    if (hal::current_scheduler() == promise().scheduler && !hal::in_interrupt()) {
        take_effect();
    } else {
        ring();
    }
}

void DelayTimer::answer(Doorbell& bell) noexcept { static_cast<DelayTimer&>(bell).take_effect(); }

void DelayTimer::take_effect() noexcept {
    leave();
    Due end;
    {
        const ShortLock::Guard guard(lock_);
        if (stopped_) event_.clear();
        stopped_ = false;
        if (!running_) return;
        end = end_;
    }
    wake_at(end);
}

bool DelayTimer::expire() noexcept {
    {
        const ShortLock::Guard guard(lock_);
        // An interrupt has stopped it, or set another end, which has not taken effect yet.
        if (!running_ || end_ > hal::now()) return false;
        running_ = false;
        fired_ = true;
    }
    event_.set();
    return true;
}

}  // namespace perth::detail
