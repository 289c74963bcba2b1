// Task: a lazy coroutine. TaskHandle: what remains in the hand when it was started.
#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "perth/core/promise.hpp"

namespace perth {

template <typename T = void>
class Task;
template <typename T = void>
class TaskHandle;

/// What became of a request to cancel.
enum class Cancelled : std::uint8_t {
    yes,           ///< it will not run again
    already_done,  ///< it had ended before
    self,          ///< nothing happened: a task cannot cancel itself
};

namespace detail {

template <typename T>
class Promise;
template <typename T>
class GatherMember;

/// What is the same in Promise<T> and Promise<void>.
template <typename T>
class PromiseOf : public PromiseBase {
public:
    static void* operator new(std::size_t size) noexcept {
        FrameHeader* const block = frame_pool.allocate(size, Slot<T>::size);
        return block == nullptr ? nullptr : block->frame();
    }
    Task<T> get_return_object() noexcept;
    static Task<T> get_return_object_on_allocation_failure() noexcept;

    /// Ends a task for good; a child waits for its parent to fetch the result.
    auto final_suspend() noexcept {
        struct Final {
            bool over;
            [[nodiscard]] bool await_ready() const noexcept { return over; }
            void await_suspend(std::coroutine_handle<>) const noexcept {}
            void await_resume() const noexcept {}
        };
        const bool over = finish(*this);
        if constexpr (Slot<T>::size != 0) {
            FrameHeader& block = header();
            const bool dropped = over && block.handles == 0 && !needs_report(block);
            if (dropped || block.status == TaskStatus::held) Slot<T>::destroy(block);
        }
        return Final{over};
    }
};

template <typename T>
class Promise : public PromiseOf<T> {
public:
    template <typename U>
        requires std::is_constructible_v<T, U&&>
    void return_value(U&& value) noexcept {
        FrameHeader& block = this->header();
        T* const result = std::construct_at(&Slot<T>::in(block), std::forward<U>(value));
        if constexpr (is_result<T>) block.error = result->error();
    }

    static void operator delete(void* frame) noexcept {
        if constexpr (is_result<T>) report_later<T>(FrameHeader::of(frame));
        PromiseBase::operator delete(frame);
    }
};

template <>
class Promise<void> : public PromiseOf<void> {
public:
    static void return_void() noexcept {}
};

/// Marks a Task that was awaited or started, to tell it from one that found no memory.
inline PromiseBase* const used_up = reinterpret_cast<PromiseBase*>(alignof(PromiseBase));
/// Whether a Task's pointer leads to a frame.
[[gnu::always_inline]] inline bool is_frame(const PromiseBase* promise) noexcept {
    return promise != nullptr && promise != used_up;
}

/// Ends the program because a Task has no frame: there was no room for it (says the bytes asked for
/// and left), or the Task was awaited or started before.
[[noreturn]] void panic_no_frame(PromiseBase* promise) noexcept;
/// Starts `child` in place of `parent`, which waits for it.
void start_child(PromiseBase& parent, PromiseBase& child) noexcept;
/// Puts `waiter` into the line of those who wait for the end of `task`.
void wait_for_end(PromiseBase& waiter, FrameHeader& task) noexcept;

}  // namespace detail

/// A coroutine that has not been started: `co_await` runs it as a child of the awaiting coroutine,
/// Scheduler::create_task makes it a task of its own. Its locals die with it.
///
/// `Task<Result<T>>` is how a task fails: by returning an Errc.
/// Memory: one frame from the task memory; a child that finds none panics with the bytes asked for
/// and left.
template <typename T>
class [[nodiscard("a Task does nothing until it is awaited or started")]] Task {
public:
    using promise_type = detail::Promise<T>;
    using value_type = T;

    Task(Task&& other) noexcept : promise_(std::exchange(other.promise_, detail::used_up)) {}
    Task& operator=(Task other) noexcept {
        std::swap(promise_, other.promise_);
        return *this;
    }
    [[gnu::always_inline]] ~Task() {
        if (owns()) destroy();
    }

    /// Runs the task as a child and gives what it returns. The child's locals die before the
    /// parent's when the parent is cancelled. Time: about 15 instructions beside the child's own.
    auto operator co_await() && noexcept { return Awaiter{std::move(*this)}; }
    void operator co_await() & = delete;  // a Task is awaited once: co_await std::move(task)

    /// Returns false if the task memory had no room for the frame.
    [[nodiscard]] bool valid() const noexcept { return owns(); }

private:
    friend class detail::PromiseOf<T>;
    friend class Scheduler;

    struct Awaiter {
        Task child;

        [[nodiscard]] bool await_ready() const noexcept {
            child.check();
            return false;
        }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> parent) const noexcept {
            detail::start_child(parent.promise(), *child.promise_);
        }
        T await_resume() const noexcept { return detail::Slot<T>::take(child.promise_->header()); }
    };

    explicit Task(detail::PromiseBase* promise) noexcept : promise_(promise) {}

    void destroy() noexcept {
        detail::FrameHeader& block = promise_->header();
        if (block.status >= TaskStatus::done) detail::Slot<T>::destroy(block);
        detail::destroy_frame(*promise_);
    }
    [[nodiscard, gnu::always_inline]] bool owns() const noexcept {
        return detail::is_frame(promise_);
    }
    void check() const noexcept {
        if (!owns()) detail::panic_no_frame(promise_);
    }
    [[gnu::always_inline]] detail::PromiseBase* release() noexcept {
        return std::exchange(promise_, detail::used_up);
    }

    detail::PromiseBase* promise_;
};

/// A started task, held by reference count: it may end before or after its handles.
///
/// Not [[clang::trivial_abi]], nor is Task: clang 19 at -O0 destroys such a parameter of a
/// coroutine twice if the promise has get_return_object_on_allocation_failure (tests/compiler shows
/// it).
///
/// Dropping the last handle detaches the task, it does not stop it. At most 255 handles a task.
/// Interrupt: not allowed.
template <typename T>
class TaskHandle {
public:
    TaskHandle(const TaskHandle& other) noexcept : block_(other.block_) { retain(); }
    TaskHandle(TaskHandle&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    TaskHandle& operator=(TaskHandle other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }
    ~TaskHandle() {
        if (block_ != nullptr) detail::drop<T>(*block_);
    }

    /// 1, 2, … in order of creation; wraps after 65535.
    [[nodiscard]] std::uint16_t id() const noexcept { return block_->id; }
    /// Returns an address inside the coroutine function, which a host turns into its name; null
    /// once the task has ended.
    [[nodiscard]] const void* name() const noexcept {
        return done() ? nullptr : static_cast<const void* const*>(block_->frame())[1];
    }
    [[nodiscard]] TaskStatus status() const noexcept { return block_->status; }
    [[nodiscard]] bool paused() const noexcept {
        return (block_->flags & detail::FrameHeader::paused) != 0;
    }
    /// Returns whether the task has ended, one way or the other.
    [[nodiscard]] bool done() const noexcept { return block_->ended(); }

    /// Destroys the task's frame before it returns: locals' destructors run, innermost coroutine
    /// first. A task that a running coroutine belongs to is destroyed at the end of this turn
    /// instead; done() is false until then. Those who await the handle get Errc::cancelled.
    Cancelled cancel() const noexcept;
    /// Keeps the task from running. What it waits for goes on and is taken at resume().
    /// Errors: Errc::unknown_thread if it has ended.
    Result<void> pause() const noexcept;
    /// Lets a paused task go on. Errors: Errc::unknown_thread if it has ended.
    Result<void> resume() const noexcept;

    /// Waits for the end; any number of tasks may, any number of times. Gives Result<T> (T itself
    /// if that is a Result): a copy of what the task returned, or Errc::cancelled.
    auto operator co_await() const noexcept { return Awaiter{*this}; }

private:
    friend class Scheduler;
    friend class detail::GatherMember<T>;
    using Outcome = typename detail::flatten<T>::type;

    struct Awaiter {
        TaskHandle task;

        [[nodiscard]] bool await_ready() const noexcept {
            task.block_->flags |= detail::FrameHeader::observed;
            return task.done();
        }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> waiter) const noexcept {
            detail::wait_for_end(waiter.promise(), *task.block_);
        }
        Outcome await_resume() const noexcept { return task.outcome(); }
    };

    /// Takes over one of the block's references.
    explicit TaskHandle(detail::FrameHeader& block) noexcept : block_(&block) {}

    void retain() noexcept {
        if (++block_->handles == 0) panic(Panic::too_many_handles, block_->id);
    }
    [[nodiscard]] Outcome outcome() const noexcept {
        if (block_->status == TaskStatus::cancelled) return Errc::cancelled;
        if constexpr (std::is_void_v<T>) {
            return {};
        } else if constexpr (std::is_copy_constructible_v<T>) {
            return detail::Slot<T>::in(*block_);
        } else {
            return detail::Slot<T>::take(*block_);
        }
    }

    detail::FrameHeader* block_;
};

template <typename T>
Task<T> detail::PromiseOf<T>::get_return_object() noexcept {
    return Task<T>(this);
}
template <typename T>
Task<T> detail::PromiseOf<T>::get_return_object_on_allocation_failure() noexcept {
    return Task<T>(nullptr);
}

}  // namespace perth
