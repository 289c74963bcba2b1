// Permits that tasks wait for: what Lock, Semaphore and Queue are made of.
#pragma once

#include <coroutine>

#include "perth/core/in_task.hpp"
#include "perth/sync/waiting.hpp"

namespace perth::detail {

/// A number of permits, and the line of those who wait for one, first come, first served.
///
/// A permit that is given while somebody waits is reserved for the first in the line, so that
/// nobody overtakes. Invariant: nobody waits while a permit is free.
class Permits {
public:
    explicit Permits(unsigned free) noexcept : free_(free) {}
    ~Permits() { check_unawaited(line_); }
    Permits(const Permits&) = delete;
    Permits& operator=(const Permits&) = delete;

    [[nodiscard]] unsigned free() const noexcept { return free_; }
    [[nodiscard]] bool awaited() const noexcept { return !line_.empty(); }
    bool try_take() noexcept {
        check_in_task();
        if (free_ == 0) return false;
        --free_;
        return true;
    }
    [[gnu::always_inline]] void give() noexcept {
        check_in_task();
        if (line_.empty()) {
            ++free_;
        } else {
            (void)release_first(line_);
        }
    }
    /// Lets a task that suspends wait for a permit; none may be free.
    void enter(PromiseBase& task) noexcept { join(line_, task); }

private:
    WaitLine line_;
    unsigned free_;
};

/// Awaits a permit. One that was reserved but not taken is passed on by the destructor.
class PermitWait {
public:
    explicit PermitWait(Permits& permits) noexcept : permits_(permits) {}
    PermitWait(PermitWait&& other) noexcept : permits_(other.permits_) {}  // before it waits
    PermitWait& operator=(PermitWait&&) = delete;
    [[gnu::always_inline]] ~PermitWait() {
        if (task_ != nullptr) [[unlikely]]
            give_up();
    }

    [[nodiscard]] bool await_ready() noexcept { return permits_.try_take(); }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) noexcept {
        task_ = &task.promise();
        permits_.enter(*task_);
    }
    void await_resume() noexcept { task_ = nullptr; }

private:
    /// Its task is destroyed, or the wait given up.
    [[gnu::noinline]] void give_up() noexcept;

    Permits& permits_;
    PromiseBase* task_ = nullptr;  // while it waits
};

}  // namespace perth::detail
