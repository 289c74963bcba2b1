// A second place to wait for a coroutine that hangs somewhere already.
#pragma once

#include <coroutine>
#include <cstddef>

#include "perth/core/promise.hpp"
#include "perth/core/scheduler.hpp"

namespace perth::detail {

/// Waits in the timer queue or in a primitive's line on behalf of a coroutine, its owner, which
/// waits for several things at once. When it is woken it has a turn of its own, in which its
/// function decides what becomes of the owner.
///
/// Laid out as a coroutine's block is, so that queues, the run loop and awaiters take it for one:
/// a header, the two functions that a frame begins with, the promise. Lives in an awaiter, hence in
/// the owner's frame; the destructor takes it out of its queue.
class Watcher {
public:
    /// Called in a turn of the watcher's own, after it has left its queue.
    using Woken = void (*)(Watcher& watcher);

    explicit Watcher(Woken woken) noexcept : resume_(&run), woken_(woken) {
        header_.units = 0;
        header_.status = TaskStatus::held;
    }
    /// An awaiter may be moved before it waits.
    Watcher(Watcher&& other) noexcept : Watcher(other.woken_) {}
    Watcher& operator=(Watcher&&) = delete;
    ~Watcher() { leave(); }

    /// Names the owner; before anything else.
    void attach(PromiseBase& owner) noexcept {
        promise_.scheduler = owner.scheduler;
        promise_.parent = &owner;
    }
    /// Names the scheduler of a watcher that has no owner: it stands for nobody but itself.
    void attach(Scheduler& scheduler) noexcept {
        header_.flags = FrameHeader::task;
        promise_.scheduler = &scheduler;
        promise_.parent = nullptr;
    }
    /// Wakes the watcher `duration` from now; zero or less: in its turn behind all that is ready.
    void wake_in(Duration duration) noexcept {
        header_.status = TaskStatus::ready;
        promise_.due = duration.count();
        promise_.scheduler->queue_for(promise_);
    }
    /// Wakes the watcher at `due`; the past: in its turn behind all that is ready.
    void wake_at(Due due) noexcept {
        header_.status = TaskStatus::ready;
        promise_.due = due;
        promise_.scheduler->queue_until(promise_);
    }
    /// Takes the watcher out of its queue, if it is in one.
    void leave() noexcept {
        if (header_.status == TaskStatus::held) return;
        promise_.scheduler->unlink(promise_);
        header_.status = TaskStatus::held;
    }

    [[nodiscard]] PromiseBase& owner() const noexcept { return *promise_.parent; }
    [[nodiscard]] PromiseBase& promise() noexcept { return promise_; }
    [[nodiscard]] std::coroutine_handle<PromiseBase> handle() noexcept { return promise_.handle(); }
    /// Marks the task in whose line of waiters this is going to be as owned: it is destroyed
    /// together with the owner.
    void owns_what_it_waits_for() noexcept { header_.flags |= FrameHeader::owner; }

private:
    static void run(void* frame) noexcept {
        auto& watcher =
            *reinterpret_cast<Watcher*>(static_cast<char*>(frame) - sizeof(FrameHeader));
        watcher.header_.status = TaskStatus::held;
        watcher.woken_(watcher);
    }

    FrameHeader header_{};
    [[maybe_unused]] void (*resume_)(void* frame) noexcept;
    [[maybe_unused]] const void* name_ = nullptr;  // where a frame has its destroy function
    PromiseBase promise_;
    Woken woken_;
};

}  // namespace perth::detail
