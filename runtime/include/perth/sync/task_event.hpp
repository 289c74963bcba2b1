// A task's end as an event.
#pragma once

#include <coroutine>
#include <utility>

#include "perth/core/task.hpp"

namespace perth {

/// Makes the end of a task an event, for wait_any() and the like. The task goes on if nobody waits
/// for it any longer.
///
///     perth::Task<int> measure(perth::Scheduler&) {
///         co_await perth::sleep(2s);
///         co_return 42;
///     }
///
///     perth::Task<> main(perth::Scheduler& sch) {
///         perth::Event button;
///         perth::TaskEvent measured(sch(measure));
///         if (co_await perth::wait_any(button, measured) == 1) {
///             const perth::Result<int> value = co_await measured.task();
///             perth::println("{}", value.value());
///         }
///     }
///
/// Interrupt:  not allowed. Memory: one pointer.
template <typename T>
class TaskEvent {
    class Wait;

public:
    explicit TaskEvent(TaskHandle<T> task) noexcept : task_(std::move(task)) {}

    /// Waits until the task has ended, one way or the other; does not suspend if it has. Gives
    /// nothing: what the task returned is given by `co_await event.task()`. Cancel: leaves.
    [[nodiscard]] Wait wait() const noexcept { return Wait(task_.operator co_await()); }
    [[nodiscard]] const TaskHandle<T>& task() const noexcept { return task_; }

private:
    TaskHandle<T> task_;
};

template <typename T>
class [[nodiscard("co_await it")]] TaskEvent<T>::Wait {
    using Inner = decltype(std::declval<const TaskHandle<T>&>().operator co_await());

public:
    explicit Wait(Inner inner) noexcept : inner_(std::move(inner)) {}

    [[nodiscard]] bool await_ready() const noexcept { return inner_.await_ready(); }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> waiter) const noexcept {
        inner_.await_suspend(waiter);
    }
    static constexpr void await_resume() noexcept {}

private:
    Inner inner_;
};

}  // namespace perth
