// usched's timed waits: they tell how late they were.
#pragma once

#include <coroutine>

#include "perth/core/scheduler.hpp"
#include "perth/core/wake.hpp"

namespace perth {

namespace detail {

class TimedWait {
public:
    explicit TimedWait(Duration duration) noexcept : due_(duration.count()) {}
    static constexpr bool await_ready() noexcept { return false; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) noexcept {
        due_ += hal::now();
        task.promise().due = due_ + hal::truncation;
        task.promise().scheduler->queue_until(task.promise());
    }
    [[nodiscard]] Wake await_resume() const noexcept {
        return {.late = Duration(hal::now() - due_), .cause = Cause::timeout};
    }

private:
    std::int64_t due_;
};

}  // namespace detail

/// Waits for `duration`, however long; gives how late it was.
[[nodiscard]] inline detail::TimedWait wait(Duration duration) noexcept {
    return detail::TimedWait(duration);
}

/// A delay that is used again and again: each `co_await timeout` waits for the same duration and
/// gives how late it was.
///
///     perth::Task<> sample(perth::Scheduler&) {
///         const perth::Timeout pause(20ms);
///         for (int i = 0; i < 3; ++i) {
///             const perth::Wake wake = co_await pause;
///             perth::println("{} late", wake.late);
///         }
///     }
///
/// Cancel: leaves. Interrupt: not allowed.
class Timeout {
public:
    explicit constexpr Timeout(Duration duration) noexcept : duration_(duration) {}
    auto operator co_await() const noexcept { return wait(duration_); }

private:
    Duration duration_;
};

}  // namespace perth
