// Waiting for what no interrupt tells: a function that the scheduler calls between turns.
#pragma once

#include <concepts>
#include <coroutine>
#include <cstdint>
#include <optional>
#include <utility>

#include "perth/core/scheduler.hpp"
#include "perth/core/urgency.hpp"
#include "perth/core/wake.hpp"
#include "perth/core/watcher.hpp"

namespace perth {

/// What a Poller calls: nothing means not yet, any value is the event.
template <typename F>
concept PollFunction = std::is_nothrow_move_constructible_v<F> && requires(F& function) {
    { function() } -> std::convertible_to<std::optional<std::int32_t>>;
};

/// Waits until `function` gives a value, or until a time is over; may be awaited again and again.
///
///     perth::Task<> watch_tilt(perth::Scheduler&, const int& tilt) {
///         perth::Poller tilted(
///             [&tilt]() -> std::optional<std::int32_t> {
///                 if (tilt < 10) return {};
///                 return tilt;
///             },
///             2s);
///         const perth::Wake wake = co_await tilted;
///         if (wake.cause == perth::Cause::poll) perth::println("tilted by {}", wake.value);
///     }
///
/// The function is called between any two turns, and every millisecond while nothing is ready (see
/// Scheduler::set_power_mode). With Order::urgent_first the highest value goes first, and a poller
/// whose event always comes starves the tasks that only yield. Destroying it while a task waits is
/// an error of the program: keep it in the task. Interrupt: not allowed.
template <PollFunction F>
class Poller : detail::PollNode, detail::Watcher {
public:
    explicit Poller(F function, std::optional<Duration> timeout = {}) noexcept
        : PollNode{&ask}, Watcher(&expire), function_(std::move(function)), timeout_(timeout) {}
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    [[nodiscard]] auto operator co_await() noexcept { return Awaiter{*this}; }

private:
    struct Awaiter {
        Poller& poller;
        ~Awaiter() { poller.leave(); }
        static constexpr bool await_ready() noexcept { return false; }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> task) const noexcept {
            poller.enter(task.promise());
        }
        [[nodiscard]] Wake await_resume() const noexcept { return poller.end(); }
    };

    void enter(detail::PromiseBase& task) noexcept {
        wake_ = {};
        attach(task);
        if (timeout_) {
            due_ = hal::now() + timeout_->count();
            wake_in(*timeout_);
        }
        task.scheduler->poll(task, *this);
    }
    Wake end() noexcept {
        leave();
        if (wake_.cause == Cause::timeout) wake_.late = Duration(hal::now() - due_);
        return wake_;
    }
    static bool ask(PollNode& node, std::int32_t& value) noexcept {
        auto& self = static_cast<Poller&>(node);
        const std::optional<std::int32_t> event = self.function_();
        if (!event) return false;
        value = *event;
        self.wake_ = {.value = value, .cause = Cause::poll};
        return true;
    }
    static void expire(Watcher& timer) noexcept {
        auto& self = static_cast<Poller&>(timer);
        if (self.wake_.cause == Cause::poll) return;  // it has come, and waits for its turn
        self.wake_.cause = Cause::timeout;
        self.owner().scheduler->interrupt(self.owner());
    }

    F function_;
    std::optional<Duration> timeout_;
    std::int64_t due_ = 0;
    Wake wake_;
};

}  // namespace perth
