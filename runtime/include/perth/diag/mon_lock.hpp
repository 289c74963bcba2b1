// A Lock that a monitor shows.
#pragma once

#include <coroutine>
#include <utility>

#include "perth/diag/mon.hpp"
#include "perth/sync/lock.hpp"

namespace perth::mon {

/// As perth::Lock: active from where it becomes locked until it is free; handing it over to a
/// waiter sends nothing.
///
///     perth::Task<> measure(perth::Scheduler&, perth::mon::Lock& bus) {
///         const auto guard = co_await bus.scoped();
///         co_await perth::sleep(10ms);
///     }
///
/// It is no perth::Lock, so a Condition does not take it. Interrupt: not allowed.
class Lock {
    class Acquire;
    class Scoped;

public:
    using Guard = perth::detail::LockGuard<Lock>;

    explicit Lock(const Ident& ident) noexcept : shown_(ident) {}

    /// As perth::Lock's.
    [[nodiscard]] Acquire acquire() noexcept;
    [[nodiscard]] Scoped scoped() noexcept;
    [[nodiscard]] bool try_acquire() noexcept {
        const bool taken = lock_.try_acquire();
        show();
        return taken;
    }
    Result<void> release() noexcept {
        const Result<void> released = lock_.release();
        show();
        return released;
    }
    [[nodiscard]] bool locked() const noexcept { return lock_.locked(); }

private:
    /// Shows the lock when it dies.
    struct Shown {
        Lock& lock;
        ~Shown() { lock.show(); }
    };

    void show() noexcept {
        if (lock_.locked() != is_shown_) shown_.set(is_shown_ = !is_shown_);
    }

    Trigger shown_;
    bool is_shown_ = false;
    perth::Lock lock_;
};

/// What is reserved for a waiter that is cancelled goes on to the next one, or becomes free: so the
/// lock is shown after the end of the wait, too.
class [[nodiscard("co_await it")]] Lock::Acquire {
public:
    explicit Acquire(Lock& lock) noexcept : shown_{lock}, wait_(lock.lock_.acquire()) {}

    [[nodiscard]] bool await_ready() noexcept {
        const bool ready = wait_.await_ready();
        shown_.lock.show();
        return ready;
    }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) noexcept {
        wait_.await_suspend(task);
    }
    void await_resume() noexcept { wait_.await_resume(); }

protected:
    Shown shown_;  // dies behind the wait

private:
    decltype(std::declval<perth::Lock&>().acquire()) wait_;
};

class [[nodiscard("co_await it")]] Lock::Scoped : public Lock::Acquire {
public:
    using Acquire::Acquire;
    [[nodiscard]] Guard await_resume() noexcept {
        Acquire::await_resume();
        return Guard(shown_.lock);
    }
};

inline Lock::Acquire Lock::acquire() noexcept { return Acquire(*this); }
inline Lock::Scoped Lock::scoped() noexcept { return Scoped(*this); }

}  // namespace perth::mon
