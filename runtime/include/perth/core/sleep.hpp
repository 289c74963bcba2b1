// Waiting for time: yield, sleep, sleep_until, every.
#pragma once

#include <coroutine>
#include <cstdint>

#include "perth/core/scheduler.hpp"

namespace perth {

/// What perth::yield() gives.
class [[nodiscard("co_await it")]] Yield {
public:
    static constexpr bool await_ready() noexcept { return false; }
    template <typename P>
    static void await_suspend(std::coroutine_handle<P> task) noexcept {
        task.promise().scheduler->queue(task.promise());
    }
    static constexpr void await_resume() noexcept {}
};

/// What perth::sleep() gives.
class [[nodiscard("co_await it")]] Sleep {
public:
    explicit constexpr Sleep(Duration duration) noexcept : duration_(duration) {}
    /// For combinators; a coroutine's own wait keeps the time in its node.
    auto operator co_await() const noexcept;

private:
    friend class detail::PromiseBase;
    Duration duration_;
};

/// What perth::sleep_until() gives.
class [[nodiscard("co_await it")]] SleepUntil {
public:
    explicit constexpr SleepUntil(Time time) noexcept : time_(time) {}
    auto operator co_await() const noexcept;

private:
    friend class detail::PromiseBase;
    Time time_;
};

/// Lets every other ready task run once. Reads no clock.
constexpr Yield yield() noexcept { return {}; }

/// Waits for at least `duration` from the `co_await` on; zero or less is a yield. Later if others
/// do not give way.
constexpr Sleep sleep(Duration duration) noexcept { return Sleep(duration); }

/// Waits until Clock has reached `time`; a time that has come is a yield.
constexpr SleepUntil sleep_until(Time time) noexcept { return SleepUntil(time); }

/// A steady rhythm: each next() waits for the next multiple of the period since construction,
/// however long the work in between took. No drift.
class Every {
    class Beat {
    public:
        Beat(Time due, std::int64_t missed) noexcept : due_(due), missed_(missed) {}
        static constexpr bool await_ready() noexcept { return false; }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> task) const noexcept {
            task.promise().due = due_.time_since_epoch().count();
            task.promise().scheduler->queue_until(task.promise());
        }
        [[nodiscard]] std::int64_t await_resume() const noexcept { return missed_; }

    private:
        Time due_;
        std::int64_t missed_;
    };

public:
    /// The period must be at least a microsecond.
    explicit Every(Duration period) noexcept : period_(period), due_(Clock::now()) {}

    /// Waits for the next beat. Gives the number of beats that had already passed when it was
    /// called (0: in time); they are skipped.
    auto next() noexcept {
        std::int64_t missed = 0;
        for (due_ += period_; due_ + period_ <= Clock::now(); due_ += period_) ++missed;
        return Beat(due_, missed);
    }

private:
    Duration period_;
    Time due_;
};

inline Every every(Duration period) noexcept { return Every(period); }

namespace detail {

/// Suspends a coroutine whose node holds the duration or the time.
template <auto Queue>
struct Suspend {
    static constexpr bool await_ready() noexcept { return false; }
    template <typename P>
    static void await_suspend(std::coroutine_handle<P> task) noexcept {
        (task.promise().scheduler->*Queue)(task.promise());
    }
    static constexpr void await_resume() noexcept {}
};

/// The same with the duration or the time kept in the awaiter.
template <auto Queue>
struct SuspendFor {
    static constexpr bool await_ready() noexcept { return false; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) const noexcept {
        task.promise().due = due;
        (task.promise().scheduler->*Queue)(task.promise());
    }
    static constexpr void await_resume() noexcept {}

    Due due;
};

inline auto PromiseBase::await_transform(Sleep sleep) noexcept {
    due = sleep.duration_.count();
    return Suspend<&Scheduler::queue_for>{};
}

inline auto PromiseBase::await_transform(SleepUntil sleep) noexcept {
    due = sleep.time_.time_since_epoch().count();
    return Suspend<&Scheduler::queue_until>{};
}

}  // namespace detail

inline auto Sleep::operator co_await() const noexcept {
    return detail::SuspendFor<&Scheduler::queue_for>{duration_.count()};
}
inline auto SleepUntil::operator co_await() const noexcept {
    return detail::SuspendFor<&Scheduler::queue_until>{time_.time_since_epoch().count()};
}

inline Sleep Scheduler::sleep(Duration duration) noexcept { return perth::sleep(duration); }
inline SleepUntil Scheduler::sleep_until(Time time) noexcept { return perth::sleep_until(time); }
inline Yield Scheduler::yield() noexcept { return {}; }

}  // namespace perth
