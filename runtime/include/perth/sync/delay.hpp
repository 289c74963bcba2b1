// A one-shot timer that can be started again while it runs.
#pragma once

#include <chrono>
#include <optional>
#include <type_traits>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/core/watcher.hpp"
#include "perth/sync/doorbell.hpp"
#include "perth/sync/event.hpp"
#include "perth/sync/launch.hpp"
#include "perth/sync/short_lock.hpp"

namespace perth {

namespace detail {

/// The part of a Delay that does not depend on its callable.
///
/// Shared state: `lock_` protects `end_`, `running_`, `fired_`, `stopped_` and `deinitialised_`,
/// which any context writes. What was changed takes effect on the timer in the scheduler's context:
/// at once, or when the doorbell is answered.
class DelayTimer : protected Watcher, protected Doorbell {
public:
    DelayTimer(const DelayTimer&) = delete;
    DelayTimer& operator=(const DelayTimer&) = delete;

    /// Starts the delay, or sets another end, be it later or earlier: `duration` from now, or the
    /// constructor's if that is zero or less. Errors: Errc::deinitialised after deinit().
    /// Interrupt: allowed, also from other threads.
    Result<void> trigger(Duration duration = Duration::zero()) noexcept;
    /// Ends the delay without calling anybody and clears the event.
    /// Interrupt: allowed, also from other threads.
    void stop() noexcept;
    /// Interrupt: allowed, also from other threads.
    [[nodiscard]] bool running() const noexcept;
    /// As stop(); from here on trigger() is an error.
    void deinit() noexcept;

    /// Waits for the event, which the end of the delay sets: does not suspend if it is set. Gives
    /// nothing. Cancel: leaves.
    [[nodiscard]] auto wait() noexcept { return event_.wait(); }
    void set() noexcept { event_.set(); }
    void clear() noexcept { event_.clear(); }
    [[nodiscard]] bool is_set() const noexcept { return event_.is_set(); }

protected:
    DelayTimer(Scheduler& scheduler, Duration duration, Woken expire) noexcept;
    ~DelayTimer();

    /// To be called in the watcher's turn. Returns whether the delay is over now.
    bool expire() noexcept;
    /// Returns whether the delay came to its end since it was triggered last.
    [[nodiscard]] bool fired() const noexcept;

    bool* gone_ = nullptr;  // set while the callable runs: to be told of the end of this

private:
    static void answer(Doorbell& bell) noexcept;
    void change_took_place() noexcept;
    void take_effect() noexcept;

    mutable ShortLock lock_;
    bool running_ = false;
    bool fired_ = false;
    bool stopped_ = false;  // the event is to be cleared
    bool deinitialised_ = false;
    Due end_ = 0;
    Duration duration_;
    Event event_;
};

}  // namespace detail

/// Calls something, or sets its event, when it has not been triggered for so long: a retriggerable
/// monostable.
///
///     perth::Task<> light(perth::Scheduler& sch) {
///         perth::Delay off(sch, 30s, [] { perth::println("off"); });
///         (void)off.trigger();  // somebody moved
///         co_await perth::sleep(20s);
///         (void)off.trigger();  // and again: 30 seconds from now
///         co_await off.wait();
///     }
///
/// At the end, in this order: the event is set, running() is false, `callable` is called by
/// launch() and what it gave is kept for result(). The event stays set until clear() or stop().
///
/// Cancel:     destroying it stops it; its callable may do that.
/// Interrupt:  trigger(), stop() and running(), also from other threads; they mask interrupts for
///             about 10 instructions.
/// Memory:     112 bytes on a 32-bit core, the callable and what it gave. It outlives the
///             interrupts and threads that trigger it. Destroying it while a task waits panics.
template <typename F = detail::Nothing>
class Delay : public detail::DelayTimer {
public:
    /// `scheduler` must outlive it. `callable` is a copyable function or coroutine without
    /// parameters.
    explicit Delay(Scheduler& scheduler, Duration duration = std::chrono::seconds(1),
                   F callable = F()) noexcept
        : DelayTimer(scheduler, duration, &run), callable_(std::move(callable)) {}

    /// Replaces the callable; the one that is in force at the end is called.
    void callback(F callable) noexcept { callable_ = std::move(callable); }
    /// Returns what the callable gave at the last end: a std::optional of its value or TaskHandle,
    /// empty if the delay was triggered since.
    [[nodiscard]] detail::LastResult<F> result() const noexcept {
        return fired() ? result_ : detail::LastResult<F>();
    }

private:
    static void run(detail::Watcher& watcher) noexcept {
        Delay& delay = static_cast<Delay&>(watcher);
        if (delay.expire()) delay.call();
    }
    void call() noexcept {
        F callable = callable_;  // which may replace itself, and destroy the delay
        if constexpr (std::is_void_v<Launched<F&>>) {
            launch(callable);
        } else {
            bool gone = false;
            gone_ = &gone;
            detail::LastResult<F> result(launch(callable));
            if (gone) return;
            gone_ = nullptr;
            result_ = std::move(result);
        }
    }

    [[no_unique_address]] F callable_;
    [[no_unique_address]] detail::LastResult<F> result_;
};

}  // namespace perth
