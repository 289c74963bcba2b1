// Functions that block, called by other threads. For the host only: it uses threads and the heap.
#pragma once

#include <atomic>
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <variant>

#include "perth/sync/doorbell.hpp"
#include "perth/sync/semaphore.hpp"
#include "perth/sync/waiting.hpp"

namespace perth {

namespace detail {

/// One call by another thread, and the task that waits for it. Owned by both, since either may be
/// gone first.
///
/// Shared state: the thread sets `done_` and rings under the mutex, unless the task has said there
/// that it no longer waits; so no bell rings after abandon().
class ForeignCall : Doorbell {
public:
    ForeignCall() noexcept : Doorbell(&answer) {}
    virtual ~ForeignCall() = default;

    /// In the other thread.
    void run() noexcept {
        call();
        const std::lock_guard guard(mutex_);
        done_.store(true);
        if (!abandoned_) ring();
    }
    [[nodiscard]] bool done() const noexcept { return done_.load(); }
    /// Lets `task` wait unless the call is done. Returns whether it waits.
    bool enter(PromiseBase& task) noexcept {
        listen(*task.scheduler);
        if (done()) return false;
        join(line_, task);
        return true;
    }
    void abandon() noexcept {
        const std::lock_guard guard(mutex_);
        abandoned_ = true;
        silence();
    }

private:
    virtual void call() noexcept = 0;
    static void answer(Doorbell& bell) noexcept {
        release_first_from_io(static_cast<ForeignCall&>(bell).line_);
    }

    std::mutex mutex_;
    bool abandoned_ = false;
    std::atomic<bool> done_ = false;
    WaitLine line_;
};

template <typename F>
class ForeignCallOf : public ForeignCall {
public:
    using Value = std::invoke_result_t<F&>;

    explicit ForeignCallOf(F function) noexcept : function_(std::move(function)) {}
    Value take() noexcept {
        if constexpr (!std::is_void_v<Value>) return std::move(*value_);
    }

private:
    void call() noexcept override {
        if constexpr (std::is_void_v<Value>) {
            function_();
        } else {
            value_.emplace(function_());
        }
    }

    F function_;
    std::conditional_t<std::is_void_v<Value>, std::monostate, std::optional<Value>> value_;
};

/// Hands a call to its thread by `start(std::shared_ptr<ForeignCall>)` and awaits it.
template <typename F, typename Start>
class [[nodiscard("co_await it")]] AwaitForeignCall {
public:
    AwaitForeignCall(F function, Start start)
        : call_(std::make_shared<ForeignCallOf<F>>(std::move(function))), start_(start) {}
    AwaitForeignCall(AwaitForeignCall&&) noexcept = default;  // before it waits
    AwaitForeignCall& operator=(AwaitForeignCall&&) = delete;
    ~AwaitForeignCall() {
        if (call_ != nullptr) call_->abandon();
    }

    [[nodiscard]] bool await_ready() {
        start_(call_);
        return call_->done();
    }
    template <typename P>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<P> task) const noexcept {
        return call_->enter(task.promise());
    }
    auto await_resume() noexcept { return call_->take(); }

private:
    std::shared_ptr<ForeignCallOf<F>> call_;
    Start start_;
};

}  // namespace detail

/// One thread that calls functions for tasks, strictly one after the other, in the order in which
/// they were assigned.
///
///     perth::WorkerContext worker;
///
///     perth::Task<> hash(perth::Scheduler&) {
///         const int sum = co_await worker.assign([] { return 40 + 2; });  // takes long
///         perth::println("{}", sum);
///     }
///
/// A function that can fail returns a Result; one that throws ends the program.
/// Cancel:     who waits for room leaves; a function that was assigned is called all the same.
///             Destroying the context waits for the function that runs; those behind it are not
///             called, so no task may wait for them.
class WorkerContext {
public:
    /// `room`: how many functions may be assigned before their tasks have gone on.
    explicit WorkerContext(unsigned room = 10)
        : room_(room), thread_([this](const std::stop_token& stop) { work(stop); }) {}

    /// Calls `function()` in the thread, waiting for room first. Gives what it returns.
    template <typename F>
    Task<std::invoke_result_t<F&>> assign(F function) {
        const auto place = co_await room_.scoped();
        const auto start = [this](std::shared_ptr<detail::ForeignCall> call) {
            add(std::move(call));
        };
        co_return co_await detail::AwaitForeignCall(std::move(function), start);
    }

private:
    void add(std::shared_ptr<detail::ForeignCall> call) {
        {
            const std::lock_guard guard(mutex_);
            calls_.push_back(std::move(call));
        }
        changed_.notify_one();
    }
    void work(const std::stop_token& stop) {
        for (;;) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, stop, [this] { return !calls_.empty(); });
            if (stop.stop_requested()) return;
            const std::shared_ptr<detail::ForeignCall> call = std::move(calls_.front());
            calls_.pop_front();
            lock.unlock();
            call->run();
        }
    }

    Semaphore room_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<std::shared_ptr<detail::ForeignCall>> calls_;
    std::jthread thread_;  // last: it uses the others
};

/// Calls `function()` in a thread of its own and waits for it. Gives what it returns. Cancel: the
/// thread goes on, and what it returns is dropped.
template <typename F>
[[nodiscard]] auto unblock(F function) {
    const auto start = [](std::shared_ptr<detail::ForeignCall> call) {
        std::thread([call = std::move(call)] { call->run(); }).detach();
    };
    return detail::AwaitForeignCall(std::move(function), start);
}

}  // namespace perth
