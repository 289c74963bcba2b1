// An event that interrupts and foreign threads set.
#pragma once

#include <atomic>
#include <coroutine>

#include "perth/sync/doorbell.hpp"
#include "perth/sync/waiting.hpp"

namespace perth {

/// As Event, for any number of tasks, but set() is allowed in any context.
///
///     perth::ThreadSafeEvent alarm;
///
///     void on_edge() { alarm.set(); }  // in an interrupt
///
///     perth::Task<> ring(perth::Scheduler&) {
///         co_await alarm.wait();
///         alarm.clear();
///         perth::println("alarm");
///     }
///
/// `set()` directly followed by `clear()` still releases all who waited, and they find it clear.
/// All tasks that wait belong to one scheduler.
///
/// Shared state: `set_` and `fired_` are atomic. `fired_` says that those who wait are to be
/// released: raised by set(), taken by the scheduler. The line belongs to the scheduler's context.
///
/// Cancel:     who waits leaves; the others are not disturbed.
/// Interrupt:  set(), clear() and is_set(), also from other threads. Bounded, about 60
///             instructions.
/// Memory:     28 bytes on a 32-bit core. It outlives the interrupts and threads that use it.
///             Destroying it while a task waits panics.
class ThreadSafeEvent {
public:
    class Wait;

    ThreadSafeEvent() noexcept = default;
    ~ThreadSafeEvent() { detail::check_unawaited(bell_.line); }
    ThreadSafeEvent(const ThreadSafeEvent&) = delete;
    ThreadSafeEvent& operator=(const ThreadSafeEvent&) = delete;

    /// Interrupt: allowed, also from other threads.
    void set() noexcept {
        set_.store(true);
        bell_.fired.store(true);
        bell_.ring();
    }
    /// Interrupt: allowed, also from other threads.
    void clear() noexcept { set_.store(false); }
    /// Interrupt: allowed, also from other threads.
    [[nodiscard]] bool is_set() const noexcept { return set_.load(); }

    /// Waits until the event is set; does not suspend if it is. Gives nothing.
    [[nodiscard]] Wait wait() noexcept;

private:
    struct Bell : detail::Doorbell {
        Bell() noexcept : Doorbell(&answer) {}
        static void answer(Doorbell& bell) noexcept;

        std::atomic<bool> fired = false;
        detail::WaitLine line;
    };

    /// Lets `task` wait unless the event is set. Returns whether it waits.
    bool enter(detail::PromiseBase& task) noexcept;

    std::atomic<bool> set_ = false;
    Bell bell_;
};

class [[nodiscard("co_await it")]] ThreadSafeEvent::Wait {
public:
    explicit Wait(ThreadSafeEvent& event) noexcept : event_(event) {}

    [[nodiscard]] bool await_ready() const noexcept { return event_.is_set(); }
    template <typename P>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<P> task) const noexcept {
        return event_.enter(task.promise());
    }
    static constexpr void await_resume() noexcept {}

private:
    ThreadSafeEvent& event_;
};

inline ThreadSafeEvent::Wait ThreadSafeEvent::wait() noexcept { return Wait(*this); }

}  // namespace perth
