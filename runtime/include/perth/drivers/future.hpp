// Calling something later.
#pragma once

#include <utility>

#include "perth/core/sleep.hpp"
#include "perth/sync/launch.hpp"

namespace perth {

namespace detail {

template <typename F, typename... Args>
Task<> call_at(Time time, F callable, Args... arguments) {
    co_await sleep_until(time);
    (void)launch(callable, std::move(arguments)...);
}

}  // namespace detail

/// Calls a function, or starts a coroutine as a task, `delay` from now, by the rule of launch().
/// Returns the handle of the task that waits; cancelling that calls it off.
///
///     perth::Task<> blow(perth::Scheduler&, int candles) {
///         perth::println("{} candles", candles);
///         co_await perth::sleep(1s);
///     }
///
///     void celebrate(perth::Scheduler& sch) {
///         (void)perth::future(sch, 3s, [] { perth::println("surprise"); });
///         (void)perth::future(sch, 4s, blow, 12);
///     }
///
/// Arguments are copied; a coroutine takes them by value. A function may capture, a coroutine not.
/// Errors: Errc::invalid_argument if `delay` is not positive; Errc::no_memory.
/// Interrupt: not allowed. Memory: one frame from the task memory until then.
/// Source: usched, future.
template <typename F, typename... Args>
Result<TaskHandle<>> future(Scheduler& scheduler, Duration delay, F callable,
                            Args... arguments) noexcept {
    if (delay <= Duration::zero()) return Errc::invalid_argument;
    return scheduler.try_create_task(detail::call_at<F, Args...>,
                                     Clock::now() + delay + Duration(hal::truncation),
                                     std::move(callable), std::move(arguments)...);
}

}  // namespace perth
