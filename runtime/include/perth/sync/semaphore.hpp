// Counted access.
#pragma once

#include <utility>

#include "perth/base/result.hpp"
#include "perth/core/in_task.hpp"
#include "perth/sync/permits.hpp"

namespace perth {

/// Lets so many tasks in at a time; the others wait in line. As asyncio's Semaphore.
///
///     perth::Semaphore sockets(3);
///
///     perth::Task<> request(perth::Scheduler&) {
///         const auto guard = co_await sockets.scoped();
///         co_await perth::sleep(1s);  // at most three do this at a time
///     }
///
/// Order:      first come, first served; a release is reserved for the first in line.
/// Cancel:     who waits leaves the line; what was reserved for it goes to the next one.
/// Interrupt:  not allowed.
/// Memory:     8 bytes on a 32-bit core. Destroying it while a task waits panics.
class Semaphore {
    class Scoped;

public:
    class Guard;

    explicit Semaphore(unsigned count = 1) noexcept : permits_(count) {}

    /// Takes one, waiting until there is one. Gives nothing.
    [[nodiscard("co_await it")]] detail::PermitWait acquire() noexcept {
        return detail::PermitWait(permits_);
    }
    /// As acquire(), but gives a Guard that puts it back when it dies.
    [[nodiscard]] Scoped scoped() noexcept;
    /// Returns false if there is none.
    [[nodiscard]] bool try_acquire() noexcept { return permits_.try_take(); }
    /// Puts one back, or adds one.
    void release() noexcept { permits_.give(); }
    /// Returns how many may be taken without waiting.
    [[nodiscard]] unsigned count() const noexcept { return permits_.free(); }

private:
    detail::Permits permits_;
};

/// Holds one of a Semaphore's count until it dies.
class [[nodiscard("the semaphore is released as soon as its guard dies")]] Semaphore::Guard {
public:
    explicit Guard(Semaphore& semaphore) noexcept : semaphore_(&semaphore) {}
    Guard(Guard&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
    Guard& operator=(Guard&&) = delete;
    ~Guard() { release(); }

    /// Releases it before the guard dies.
    void release() noexcept {
        if (Semaphore* const semaphore = std::exchange(semaphore_, nullptr)) semaphore->release();
    }

private:
    Semaphore* semaphore_;
};

class [[nodiscard("co_await it")]] Semaphore::Scoped : public detail::PermitWait {
public:
    explicit Scoped(Semaphore& semaphore) noexcept
        : PermitWait(semaphore.permits_), semaphore_(semaphore) {}
    [[nodiscard]] Guard await_resume() noexcept {
        PermitWait::await_resume();
        return Guard(semaphore_);
    }

private:
    Semaphore& semaphore_;
};

inline Semaphore::Scoped Semaphore::scoped() noexcept { return Scoped(*this); }

/// A Semaphore that cannot be released above its initial count.
class BoundedSemaphore : Semaphore {
public:
    explicit BoundedSemaphore(unsigned count = 1) noexcept : Semaphore(count), limit_(count) {}

    using Semaphore::acquire;
    using Semaphore::count;
    using Semaphore::Guard;
    using Semaphore::scoped;
    using Semaphore::try_acquire;

    /// Puts one back. Errors: Errc::over_release if none is taken; the count stays.
    Result<void> release() noexcept {
        detail::check_in_task();
        if (count() == limit_) return Errc::over_release;
        Semaphore::release();
        return {};
    }

private:
    unsigned limit_;
};

}  // namespace perth
