// Waiting for something to become true under a lock.
#pragma once

#include <concepts>
#include <coroutine>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/sync/lock.hpp"

namespace perth {

/// Lets tasks that hold a lock wait until another task has changed what the lock protects. As
/// asyncio's Condition.
///
///     perth::Lock lock;
///     perth::Condition changed(lock);
///     int level = 0;
///
///     perth::Task<> drain(perth::Scheduler&) {
///         auto guard = co_await lock.scoped();
///         (void)co_await changed.wait_for(guard, [] { return level > 10; });
///         level = 0;
///     }
///     perth::Task<> fill(perth::Scheduler&) {
///         const auto guard = co_await lock.scoped();
///         level = 11;
///         (void)changed.notify();
///     }
///
/// A notified task goes from the condition's line into the lock's, and runs when the lock is its
/// own.
/// Order:      first come, first served.
/// Cancel:     who waits leaves without the lock, and its guard knows; a notification that it had
///             received goes to the next one. The same at a timeout.
/// Interrupt:  not allowed.
/// Memory:     8 bytes on a 32-bit core. Destroying it while a task waits panics.
class Condition {
    class Wait;

public:
    /// The lock must outlive the condition; several conditions may share one.
    explicit Condition(Lock& lock) noexcept : lock_(lock) {}
    ~Condition() { detail::check_unawaited(line_); }
    Condition(const Condition&) = delete;
    Condition& operator=(const Condition&) = delete;

    /// Releases the lock, waits for a notification, acquires the lock again; `guard` holds it, and
    /// must outlive the wait. Gives Result<void>. Errors: Errc::not_locked if the guard does not
    /// hold this condition's lock; does not wait then.
    [[nodiscard]] Wait wait(Lock::Guard& guard) noexcept;

    /// Waits until `predicate()` holds, looking again after each notification; does not wait if it
    /// holds already. Gives Result of what the predicate gave. Errors: Errc::not_locked.
    /// Memory: a frame of its own.
    template <std::invocable P>
    Task<Result<std::invoke_result_t<P&>>> wait_for(Lock::Guard& guard, P predicate);

    /// Notifies as many as wait, but at most `count`. Errors: Errc::not_locked if the lock is not
    /// held.
    Result<void> notify(unsigned count = 1) noexcept;
    /// Notifies all who wait. Errors: Errc::not_locked.
    Result<void> notify_all() noexcept;

private:
    bool notify_first() noexcept;

    Lock& lock_;
    detail::WaitLine line_;
};

class [[nodiscard("co_await it")]] Condition::Wait {
public:
    Wait(Condition& condition, Lock::Guard& guard) noexcept
        : condition_(condition), guard_(guard) {}
    Wait(Wait&& other) noexcept  // before it waits
        : condition_(other.condition_), guard_(other.guard_) {}
    Wait& operator=(Wait&&) = delete;
    ~Wait() {
        if (task_ != nullptr) give_up();
    }

    [[nodiscard]] bool await_ready() const noexcept { return guard_.lock_ != &condition_.lock_; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) noexcept {
        task_ = &task.promise();
        detail::join(condition_.line_, *task_);
        guard_.release();
    }
    Result<void> await_resume() noexcept {
        if (task_ == nullptr) return Errc::not_locked;
        task_ = nullptr;
        condition_.lock_.held_ = true;
        guard_.lock_ = &condition_.lock_;
        return {};
    }

private:
    void give_up() noexcept;

    Condition& condition_;
    Lock::Guard& guard_;
    detail::PromiseBase* task_ = nullptr;  // while it waits
};

inline Condition::Wait Condition::wait(Lock::Guard& guard) noexcept { return Wait(*this, guard); }

template <std::invocable P>
Task<Result<std::invoke_result_t<P&>>> Condition::wait_for(Lock::Guard& guard, P predicate) {
    if (guard.lock_ != &lock_) co_return Errc::not_locked;
    for (;;) {
        auto value = predicate();
        if (value) co_return std::move(value);
        (void)co_await wait(guard);
    }
}

}  // namespace perth
