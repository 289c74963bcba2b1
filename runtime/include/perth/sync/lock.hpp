// Mutual exclusion between tasks.
#pragma once

#include <utility>

#include "perth/base/result.hpp"
#include "perth/sync/permits.hpp"

namespace perth {

class Condition;

namespace detail {

/// Holds a lock until it dies, whether its task ends, fails or is cancelled.
template <typename L>
class [[nodiscard("the lock is released as soon as its guard dies")]] LockGuard {
public:
    explicit LockGuard(L& lock) noexcept : lock_(&lock) {}
    LockGuard(LockGuard&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
    LockGuard& operator=(LockGuard&&) = delete;
    ~LockGuard() { release(); }

    /// Releases the lock before the guard dies.
    void release() noexcept {
        if (L* const lock = std::exchange(lock_, nullptr)) (void)lock->release();
    }
    /// Returns whether it holds the lock still.
    [[nodiscard]] bool holds() const noexcept { return lock_ != nullptr; }

private:
    friend class perth::Condition;

    L* lock_;
};

}  // namespace detail

/// Held by one task at a time; the others wait in line. As asyncio's Lock.
///
///     perth::Lock bus;
///
///     perth::Task<> measure(perth::Scheduler&) {
///         const auto guard = co_await bus.scoped();
///         co_await perth::sleep(10ms);  // nobody else uses the bus
///     }
///
/// Not recursive: who holds it and acquires it again waits for ever.
/// Order:      first come, first served. A released lock is reserved for the first in line, so
///             that the one who releases it and acquires it again waits behind that one.
/// Cancel:     who waits leaves the line; a lock that was reserved for it goes to the next one.
/// Interrupt:  not allowed.
/// Memory:     12 bytes on a 32-bit core. Destroying it while a task waits panics.
class Lock {
    class Acquire;
    class Scoped;

public:
    class Guard;

    Lock() noexcept = default;

    /// Waits until the lock is the caller's; does not suspend if it is free.
    [[nodiscard]] Acquire acquire() noexcept;
    /// As acquire(), but gives a Guard that releases the lock when it dies.
    [[nodiscard]] Scoped scoped() noexcept;
    /// Returns false if the lock is not free.
    [[nodiscard]] bool try_acquire() noexcept {
        if (!permits_.try_take()) return false;
        return held_ = true;
    }
    /// Any task may release it. Errors: Errc::not_locked if nobody holds it.
    Result<void> release() noexcept;
    /// Returns whether it is held or reserved for a waiter.
    [[nodiscard]] bool locked() const noexcept { return permits_.free() == 0; }

private:
    friend class Condition;

    detail::Permits permits_{1};
    bool held_ = false;  // not yet while it is reserved for a waiter that has not run
};

class [[nodiscard("co_await it")]] Lock::Acquire : public detail::PermitWait {
public:
    explicit Acquire(Lock& lock) noexcept : PermitWait(lock.permits_), lock_(lock) {}

    void await_resume() noexcept {
        PermitWait::await_resume();
        lock_.held_ = true;
    }

protected:
    Lock& lock_;
};

class [[nodiscard("the lock is released as soon as its guard dies")]] Lock::Guard
    : public detail::LockGuard<Lock> {
public:
    using LockGuard::LockGuard;
};

class [[nodiscard("co_await it")]] Lock::Scoped : public Lock::Acquire {
public:
    using Acquire::Acquire;
    [[nodiscard]] Guard await_resume() noexcept {
        Acquire::await_resume();
        return Guard(lock_);
    }
};

inline Lock::Acquire Lock::acquire() noexcept { return Acquire(*this); }
inline Lock::Scoped Lock::scoped() noexcept { return Scoped(*this); }

}  // namespace perth
