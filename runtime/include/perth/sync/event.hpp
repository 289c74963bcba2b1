// A flag that tasks wait for.
#pragma once

#include <coroutine>

#include "perth/core/in_task.hpp"
#include "perth/core/scheduler.hpp"

namespace perth {

/// Stays set until it is cleared; wakes every task that waits. As asyncio's Event.
///
///     perth::Event ready;
///
///     perth::Task<> consumer(perth::Scheduler&) {
///         co_await ready.wait();  // at once if it is set
///         perth::println("ready");
///     }
///     perth::Task<> producer(perth::Scheduler& sch) {
///         sch(consumer);
///         co_await perth::sleep(1s);
///         ready.set();
///         co_await perth::yield();
///     }
///
/// `set()` directly followed by `clear()` still releases all who waited, and they find it clear.
/// Destroying it while a task waits panics. Interrupt: not allowed; see ThreadSafeEvent.
class Event {
    class Wait;

public:
    Event() noexcept = default;
    ~Event();
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    /// Queues the waiting tasks behind what is ready, in the order in which they came.
    void set() noexcept;
    void clear() noexcept {
        detail::check_in_task();
        set_ = false;
    }
    [[nodiscard]] bool is_set() const noexcept { return set_; }

    /// Waits until the event is set; does not suspend if it is. Gives nothing. Cancel: leaves.
    [[nodiscard]] Wait wait() noexcept;

private:
    void enter(detail::PromiseBase& task) noexcept;

    detail::WaitLine waiters_;
    bool set_ = false;
};

class [[nodiscard("co_await it")]] Event::Wait {
public:
    explicit Wait(Event& event) noexcept : event_(event) {}

    [[nodiscard]] bool await_ready() const noexcept { return event_.set_; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) const noexcept {
        event_.enter(task.promise());
    }
    static constexpr void await_resume() noexcept {}

private:
    Event& event_;
};

inline Event::Wait Event::wait() noexcept { return Wait(*this); }

}  // namespace perth
