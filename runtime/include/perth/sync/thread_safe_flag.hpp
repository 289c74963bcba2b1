// A flag that an interrupt or another thread sets for one waiting task.
#pragma once

#include <atomic>
#include <coroutine>

#include "perth/base/result.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/hal/exchange.hpp"

namespace perth {

/// Wakes one task from an interrupt or a foreign thread. Self-clearing: passing wait() clears it;
/// several sets before that count as one.
///
///     perth::ThreadSafeFlag flag;
///
///     void on_edge() { flag.set(); }  // in an interrupt
///
///     perth::Task<> watch(perth::Scheduler&) {
///         for (int edges = 1; edges <= 3; ++edges) {
///             (void)co_await flag.wait();
///             perth::println("edge {}", edges);
///         }
///     }
///
/// Shared state: `raised_`, `posted_` and `scheduler_` are atomic, written by set() in any context
/// and by the scheduler's thread. `waiter_` belongs to the scheduler's thread alone. A set() that
/// finds a scheduler posts `item_` to it, at most once until it is taken; a wait() that finds the
/// flag raised after it has named its scheduler takes it back. So no set() is lost between the two.
///
/// The flag outlives the interrupts and threads that set it. Destroying it while a task waits
/// panics.
class ThreadSafeFlag {
    class Wait;

public:
    ThreadSafeFlag() noexcept = default;
    ~ThreadSafeFlag();
    ThreadSafeFlag(const ThreadSafeFlag&) = delete;
    ThreadSafeFlag& operator=(const ThreadSafeFlag&) = delete;

    /// Raises the flag and wakes the waiting task, which runs behind what is ready.
    /// Interrupt: allowed, also from other threads. Time: bounded, about 30 instructions.
    void set() noexcept;
    /// Interrupt: allowed, also from other threads.
    void clear() noexcept { raised_.store(false); }
    /// Interrupt: allowed, also from other threads.
    [[nodiscard]] bool is_set() const noexcept { return raised_.load(); }

    /// Waits until the flag is raised and clears it; does not suspend if it is raised already.
    /// Gives Result<void>. Errors: Errc::already_waiting if another task waits; that one is not
    /// disturbed. Cancel: leaves; the flag stays as it is.
    [[nodiscard]] Wait wait() noexcept;

private:
    struct Item : detail::InboxItem {
        ThreadSafeFlag* flag;
    };
    static void take(Scheduler& scheduler, detail::InboxItem& item) noexcept;
    /// Queues `task` unless the flag is raised. Returns whether it has to wait.
    bool enter(detail::PromiseBase& task) noexcept;

    std::atomic<bool> raised_ = false;
    std::atomic<bool> posted_ = false;
    std::atomic<Scheduler*> scheduler_ = nullptr;
    detail::WaitLine waiter_;
    Item item_{{.take = &take}, this};
};

class [[nodiscard("co_await it")]] ThreadSafeFlag::Wait {
public:
    explicit Wait(ThreadSafeFlag& flag) noexcept : flag_(flag) {}

    [[nodiscard]] bool await_ready() noexcept {
        if (!flag_.waiter_.empty()) error_ = Errc::already_waiting;
        return error_ != Errc::none || hal::exchange(flag_.raised_, false);
    }
    template <typename P>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<P> task) const noexcept {
        return flag_.enter(task.promise());
    }
    [[nodiscard]] Result<void> await_resume() const noexcept { return error_; }

private:
    ThreadSafeFlag& flag_;
    Errc error_ = Errc::none;
};

inline ThreadSafeFlag::Wait ThreadSafeFlag::wait() noexcept { return Wait(*this); }

}  // namespace perth
