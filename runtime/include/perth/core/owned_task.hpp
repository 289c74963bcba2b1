// A task that ends with the wait for its end.
#pragma once

#include <coroutine>
#include <utility>

#include "perth/core/await.hpp"
#include "perth/core/task.hpp"

namespace perth::detail {

/// Awaits a task's handle, and cancels the task if the wait is given up before its end.
template <typename T>
class OwnedTask {
public:
    explicit OwnedTask(TaskHandle<T> task) noexcept : task_(std::move(task)) {}
    OwnedTask(OwnedTask&&) noexcept = default;  // before it waits
    OwnedTask& operator=(OwnedTask&&) = delete;
    ~OwnedTask() {
        if (waiter_ == nullptr) return;
        no_longer_owner();
        (void)task_.cancel();
    }

    [[nodiscard]] bool await_ready() const noexcept {
        return task_.operator co_await().await_ready();
    }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> waiter) noexcept {
        waiter_ = &waiter.promise().header();
        waiter_->flags |= FrameHeader::owner;
        task_.operator co_await().await_suspend(waiter);
    }
    auto await_resume() noexcept {
        if (waiter_ != nullptr) no_longer_owner();
        waiter_ = nullptr;
        return task_.operator co_await().await_resume();
    }

private:
    void no_longer_owner() const noexcept {
        waiter_->flags = static_cast<std::uint8_t>(waiter_->flags & ~FrameHeader::owner);
    }

    TaskHandle<T> task_;
    FrameHeader* waiter_ = nullptr;  // while it waits
};

template <typename A>
auto owning_awaiter(A&& awaitable) noexcept {
    return AwaiterOf<A>(awaiter_of(std::forward<A>(awaitable)));
}
template <typename T>
OwnedTask<T> owning_awaiter(const TaskHandle<T>& task) noexcept {
    return OwnedTask<T>(task);
}
template <typename T>
OwnedTask<T> owning_awaiter(TaskHandle<T>& task) noexcept {
    return OwnedTask<T>(task);
}
template <typename T>
OwnedTask<T> owning_awaiter(TaskHandle<T>&& task) noexcept {
    return OwnedTask<T>(std::move(task));
}

}  // namespace perth::detail
