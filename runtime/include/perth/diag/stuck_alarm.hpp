// An alarm for a task that does not give way.
#pragma once

#include <cstdint>

#include "perth/core/scheduler.hpp"
#include "perth/hal/periodic_timer.hpp"

namespace perth {

namespace detail {

/// What does not depend on the timer.
class StuckWatch {
public:
    explicit StuckWatch(Scheduler& scheduler) noexcept : scheduler_(scheduler) {}
    StuckWatch(const StuckWatch&) = delete;
    StuckWatch& operator=(const StuckWatch&) = delete;
    ~StuckWatch() { scheduler_.unpost(item_.item); }

    void set_limit(Duration limit) noexcept { limit_ = limit; }
    /// To be called in an interrupt, each time that the limit is over.
    void tick() noexcept;

private:
    struct Item {
        InboxItem item;  // first, so that it leads to the whole
        StuckWatch* watch;
    };
    static void take(Scheduler& scheduler, InboxItem& item) noexcept;
    void tell() noexcept;

    Scheduler& scheduler_;
    Item item_{{.take = take}, this};
    Duration limit_{};
    // Written by the interrupt while no turn has ended, by the scheduler else.
    volatile bool waiting_ = false;  ///< the item is in the inbox
    bool told_ = false;              ///< of this turn
};

}  // namespace detail

/// Says on the console, once for each, which task has had its turn for longer than a limit. Each
/// limit, a timer's interrupt leaves word with the scheduler, which takes it between two turns;
/// where it has not done so until the next one, the turn has lasted a whole limit. So it is noticed
/// after one to two limits. Turns cost nothing; a chip that sleeps wakes once a limit.
///
///     perth::StuckAlarm<timer::T0> alarm(sch);
///     (void)alarm.begin(100ms);
///
/// The line is "@perth stuck BUILD ID NAME PC MS": the first eight digits of the build id, the
/// task's id (decimal), an address in the coroutine that runs, where the interrupt came (both eight
/// hexadecimal digits; 0 where a port cannot tell), and the limit in milliseconds. `perth monitor`
/// and `perth run` say it in the words of the sources.
///
/// The object must outlive the scheduler's run, as the scheduler must the object.
/// Time: the line is sent by polling with interrupts masked, 5 ms at 115200 baud.
/// Interrupt: not allowed.
template <typename T>
class StuckAlarm {
public:
    explicit StuckAlarm(Scheduler& scheduler) noexcept : watch_(scheduler) {}

    /// Errors: Errc::out_of_range below 1 ms, or where the timer does not count so far.
    Result<void> begin(Duration limit) noexcept {
        if (limit < Duration(1000)) return Errc::out_of_range;
        watch_.set_limit(limit);
        return timer_.begin(
            limit, {[](void* watch) { static_cast<detail::StuckWatch*>(watch)->tick(); }, &watch_});
    }
    void end() noexcept { timer_.end(); }

private:
    detail::StuckWatch watch_;
    hal::PeriodicTimer<T> timer_;  // ends first
};

}  // namespace perth
