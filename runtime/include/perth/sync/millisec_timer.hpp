// A delay that counts as I/O.
#pragma once

#include <coroutine>
#include <cstdint>

#include "perth/core/scheduler.hpp"
#include "perth/core/urgency.hpp"

namespace perth {

/// A delay that is noticed as a device is: with Order::io_first its task goes in front of all that
/// is ready, while one that sleeps goes behind.
///
///     perth::Task<> sample(perth::Scheduler&) {
///         perth::MillisecTimer timer;
///         for (int i = 1; i <= 3; ++i) {
///             co_await timer(100ms);
///             perth::println("sample {}", i);
///         }
///     }
///
/// The clock is asked between any two turns, and again and again while nothing is ready (see
/// Scheduler::set_power_mode); so it is late by up to that. One task at a time.
///
/// Cancel:     leaves. Interrupt: not allowed. Memory: 16 bytes on a 32-bit core; with it the
///             program links the scheduler's pollers.
/// Source: MicroPython asynchronous tutorial, MillisecTimer.
class MillisecTimer : detail::PollNode {
    class Wait;

public:
    MillisecTimer() noexcept : PollNode{&ask} {}
    MillisecTimer(const MillisecTimer&) = delete;
    MillisecTimer& operator=(const MillisecTimer&) = delete;

    /// Waits for `duration` from the `co_await` on.
    [[nodiscard]] Wait operator()(Duration duration) noexcept;

private:
    static bool ask(PollNode& node, std::int32_t&) noexcept {
        return hal::now() >= static_cast<MillisecTimer&>(node).due_;
    }

    std::int64_t due_ = 0;
};

class [[nodiscard("co_await it")]] MillisecTimer::Wait {
public:
    Wait(MillisecTimer& timer, Duration duration) noexcept : timer_(timer), duration_(duration) {}

    static constexpr bool await_ready() noexcept { return false; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) const noexcept {
        timer_.due_ = hal::now() + duration_.count() + hal::truncation;
        task.promise().scheduler->poll(task.promise(), timer_);
    }
    static constexpr void await_resume() noexcept {}

private:
    MillisecTimer& timer_;
    Duration duration_;
};

inline MillisecTimer::Wait MillisecTimer::operator()(Duration duration) noexcept {
    return {*this, duration};
}

}  // namespace perth
