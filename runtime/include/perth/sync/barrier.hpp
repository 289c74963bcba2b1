// A rendezvous of several tasks.
#pragma once

#include <coroutine>
#include <type_traits>
#include <utility>

#include "perth/core/in_task.hpp"
#include "perth/sync/launch.hpp"
#include "perth/sync/waiting.hpp"

namespace perth {

namespace detail {

/// Counts those who have arrived.
class BarrierCount {
public:
    explicit BarrierCount(unsigned participants) noexcept
        : missing_(participants), participants_(participants) {}
    ~BarrierCount() { check_unawaited(line_); }
    BarrierCount(const BarrierCount&) = delete;
    BarrierCount& operator=(const BarrierCount&) = delete;

    [[nodiscard]] bool busy() const noexcept { return missing_ != participants_; }
    /// Returns whether this arrival was the last of the round.
    bool arrive() noexcept {
        check_in_task();
        return --missing_ == 0;
    }
    /// Begins the next round and wakes those who wait.
    void release() noexcept;
    void enter(PromiseBase& task) noexcept { join(line_, task); }
    /// Takes an arrival back.
    void leave() noexcept { ++missing_; }

private:
    WaitLine line_;
    unsigned missing_;
    unsigned participants_;
};

}  // namespace detail

/// Holds tasks back until so many have arrived; the last one calls `action` by launch(), goes on at
/// once, and the others follow in the order in which they came. Ready for the next round at once.
///
///     perth::Barrier start(2, [] { perth::println("all are here"); });
///
///     perth::Task<> runner(perth::Scheduler&) {
///         co_await start.wait();
///         perth::println("off");
///     }
///
/// Cancel:     who waits leaves; its arrival no longer counts.
/// Interrupt:  not allowed.
/// Memory:     12 bytes on a 32-bit core, the action and what it returned. Destroying it while a
///             task waits panics.
template <typename F = detail::Nothing>
class Barrier {
    class Wait;

public:
    using Action = F;

    /// `participants`: at least 1. A function runs to its end before anyone goes on; a coroutine is
    /// started as a task.
    explicit Barrier(unsigned participants, F action = F()) noexcept
        : count_(participants), action_(std::move(action)) {}

    /// Arrives, and waits unless it was the last. Gives nothing.
    [[nodiscard]] Wait wait() noexcept { return Wait(*this); }
    /// Arrives without waiting. Returns whether it was the last.
    bool trigger() noexcept {
        if (!count_.arrive()) return false;
        if constexpr (std::is_void_v<Launched<F&>>) {
            launch(action_);
        } else {
            result_.emplace(launch(action_));
        }
        count_.release();
        return true;
    }
    /// Returns whether somebody has arrived in this round.
    [[nodiscard]] bool busy() const noexcept { return count_.busy(); }
    /// Returns what the action returned last: a std::optional of its value or TaskHandle.
    [[nodiscard]] const auto& result() const noexcept { return result_; }

private:
    detail::BarrierCount count_;
    [[no_unique_address]] F action_;
    [[no_unique_address]] detail::LastResult<F> result_;
};

template <typename F>
class [[nodiscard("co_await it")]] Barrier<F>::Wait {
public:
    explicit Wait(Barrier& barrier) noexcept : barrier_(barrier) {}
    Wait(Wait&& other) noexcept : barrier_(other.barrier_) {}  // before it waits
    Wait& operator=(Wait&&) = delete;
    ~Wait() {
        if (task_ != nullptr && !detail::was_released(*task_)) barrier_.count_.leave();
    }

    [[nodiscard]] bool await_ready() noexcept { return barrier_.trigger(); }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) noexcept {
        task_ = &task.promise();
        barrier_.count_.enter(*task_);
    }
    void await_resume() noexcept { task_ = nullptr; }

private:
    Barrier& barrier_;
    detail::PromiseBase* task_ = nullptr;  // while it waits
};

}  // namespace perth
