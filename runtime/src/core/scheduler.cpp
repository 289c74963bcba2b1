#include "perth/core/scheduler.hpp"

#include "perth/base/panic.hpp"
#include "perth/core/in_task.hpp"

namespace perth {

using detail::FrameHeader;
using detail::Node;
using detail::PromiseBase;

namespace detail {

void delete_frame(void* frame) noexcept {
    FrameHeader& block = FrameHeader::of(frame);
    if (free_block != nullptr && block.handles == 0) free_block(block);
}

void panic_no_frame(PromiseBase* promise) noexcept {
    panic(promise == nullptr ? Panic::out_of_task_memory : Panic::task_used_twice);
}

void start_child(PromiseBase& parent, PromiseBase& child) noexcept {
    child.scheduler = parent.scheduler;
    mark_untimed(child);
    child.parent = &parent;
    child.header().status = TaskStatus::ready;
    parent.next = &child;
    parent.header().status = TaskStatus::child;
    parent.scheduler->next_ = &child;
}

}  // namespace detail

FrameHeader& Scheduler::start(PromiseBase* task) noexcept {
    detail::check_in_task();
    if (!detail::is_frame(task)) detail::panic_no_frame(task);
    if (dying_) panic(Panic::scheduler_dying);
    PromiseBase& promise = *task;
    FrameHeader& block = promise.header();
    block.id = ++last_id_;
    block.handles = 1;
    block.flags = FrameHeader::task;
    block.status = TaskStatus::ready;
    promise.scheduler = this;
    detail::trace_created(block);
    queue(promise);
    return block;
}

void Scheduler::queue_for(PromiseBase& promise) noexcept {
    if (promise.due <= 0) {
        queue(promise);
    } else {
        promise.due += hal::now() + hal::truncation;
        arm(promise);
    }
}

void Scheduler::queue_until(PromiseBase& promise) noexcept {
    if (promise.due <= hal::now()) {
        queue(promise);
    } else {
        arm(promise);
    }
}

void Scheduler::arm(PromiseBase& promise) noexcept {
    detail::check_in_task();
    promise.header().status = TaskStatus::sleeping;
    if (timers_.push(promise)) note(timers_changed);
}

void Scheduler::loop() noexcept {
    detail::check_in_task();
    Scheduler* const outer = hal::current_scheduler();
    hal::current_scheduler() = this;
    for (;;) {
        if (attention_.any()) [[unlikely]] {
            if (attend()) break;
        }
        Node* node = ready_.pop();
        if (node == nullptr) [[unlikely]] {
            idle();
            continue;
        }
        turn(*node);
    }
    hal::current_scheduler() = outer;
}

bool Scheduler::attend() noexcept {
    if (current_ != nullptr) detail::trace(detail::TraceKind::turn_end);
    current_ = nullptr;
    if (attend_rarely != nullptr) attend_rarely(*this);
    if (Attention::take(attention_.alarm)) {
        const std::int64_t now = hal::now();
        while (!timers_.empty() && timers_.first().due <= now) {
            PromiseBase& promise = PromiseBase::of(timers_.pop());
            promise.header().status = TaskStatus::ready;
            detail::mark_timed(promise);
            detail::trace_ready(promise);
            ready_.push(promise);
        }
        // Those that were woken have their turns first: they often arm an earlier timer.
        note(timers_changed);
    } else if (take(timers_changed)) {
        hal::set_alarm(timers_.empty() ? hal::no_alarm : timers_.first().due, attention_);
    }
    return Attention::take(attention_.stop);
}

// With threads, another takes its place; see thread.cpp.
[[gnu::weak]] void Scheduler::idle() noexcept {
    current_ = nullptr;
    const hal::Critical guard;
    if (!attention_.any()) hal::idle();
}

}  // namespace perth
