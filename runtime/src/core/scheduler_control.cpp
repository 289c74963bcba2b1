// What happens between turns only in programs that ask for it: cancel, pause, resume, the inbox,
// reports of failed tasks, the end of a scheduler. Apart, so that a program without them does not
// link them.
#include <utility>

#include "perth/base/panic.hpp"
#include "perth/core/in_task.hpp"
#include "perth/core/scheduler.hpp"

namespace perth {

using detail::FrameHeader;
using detail::InboxItem;
using detail::Node;
using detail::PromiseBase;
using detail::WaitLine;

namespace detail {

/// Prints one line about a failed task. Linked only together with the console; weak here.
[[gnu::weak]] void print_unretrieved(std::uint16_t id, const void* name, Errc error) noexcept;

void wait_for_end(PromiseBase& waiter, FrameHeader& task) noexcept {
    waiter.header().status = TaskStatus::waiting;
    PromiseBase::of(task).waiters.push(waiter);
}

void queue_report(FrameHeader& block, void (*run)(void* frame)) noexcept {
    Scheduler* const scheduler = hal::current_scheduler();
    ++block.handles;
    auto* const report = static_cast<Report*>(block.frame());
    report->run = run;
    scheduler->ready_.push(*std::construct_at(&report->node));
}

void print_report(FrameHeader& block) noexcept {
    if ((block.flags & FrameHeader::observed) != 0) return;
    const auto* const report = static_cast<const Report*>(block.frame());
    Scheduler& scheduler = Scheduler::current();
    const ErrorHandler handler = scheduler.error_handler_;
    if (scheduler.threads_) {
        scheduler.failure_ = block.error;
    } else if (handler != nullptr) {
        handler(block.id, report->name, block.error);
    } else if (print_unretrieved != nullptr) {
        print_unretrieved(block.id, report->name, block.error);
    }
}

bool running_task(std::uint16_t& id, const void*& name) noexcept {
    const Scheduler* const scheduler = hal::current_scheduler();
    if (scheduler == nullptr || scheduler->current_ == nullptr) return false;
    PromiseBase* promise = &PromiseBase::of(*scheduler->current_);
    name = static_cast<const void* const*>(promise->header().frame())[1];
    while ((promise->header().flags & FrameHeader::task) == 0) promise = promise->parent;
    id = promise->header().id;
    return true;
}

}  // namespace detail

Scheduler::~Scheduler() {
    if (running()) panic(Panic::scheduler_running);
    dying_ = true;
    destroy_all(FrameHeader::task);
    // What is still ready are reports of failed tasks; they ask for the current scheduler's
    // handler.
    Scheduler* const outer = std::exchange(hal::current_scheduler(), this);
    while (Node* const node = ready_.pop()) PromiseBase::of(*node).handle().resume();
    hal::current_scheduler() = outer;
}

void Scheduler::destroy_all(std::uint8_t flag) noexcept {
    FrameHeader* block = detail::frame_pool.next(nullptr);
    while (block != nullptr) {
        const bool wanted = owns(*block) && (block->flags & flag) != 0;
        if (wanted) destroy(*block);
        // A destructor may have ended other tasks, so the walk through the pool begins again.
        block = detail::frame_pool.next(wanted ? nullptr : block);
    }
}

bool Scheduler::owns(FrameHeader& block) const noexcept {
    return block.status != TaskStatus::free && !block.ended() &&
           (block.flags & FrameHeader::task) != 0 && PromiseBase::of(block).scheduler == this;
}

void Scheduler::interrupt(PromiseBase& promise) noexcept {
    PromiseBase& leaf = leaf_of(promise.header());
    unlink(leaf);
    FrameHeader& inner = leaf.header();
    const auto frozen = static_cast<std::uint8_t>(inner.flags & FrameHeader::frozen);
    inner.flags = static_cast<std::uint8_t>(inner.flags & ~FrameHeader::frozen);
    inner.status = TaskStatus::held;
    promise.header().flags |= frozen;
    wake_at_once(promise);
}

PromiseBase& Scheduler::leaf_of(FrameHeader& block) noexcept {
    PromiseBase* leaf = &PromiseBase::of(block);
    while (leaf->header().status == TaskStatus::child) leaf = &PromiseBase::of(*leaf->next);
    return *leaf;
}

void Scheduler::unlink(PromiseBase& leaf) noexcept {
    const FrameHeader& block = leaf.header();
    switch (block.status) {
        case TaskStatus::ready:
            ready_.remove(leaf);
            break;
        case TaskStatus::sleeping:
            if ((block.flags & FrameHeader::frozen) != 0) break;
            if (&timers_.first() == &leaf) note(timers_changed);
            timers_.remove(leaf);
            break;
        case TaskStatus::waiting:
            WaitLine::remove(leaf);
            break;
        default:
            break;
    }
}

void Scheduler::destroy(FrameHeader& task) noexcept {
    unlink(leaf_of(task));
    PromiseBase& promise = PromiseBase::of(task);
    task.status = TaskStatus::cancelled;
    detail::trace_ended(task);
    while (Node* const waiter = promise.waiters.pop()) wake(PromiseBase::of(*waiter));
    if ((task.flags & FrameHeader::main) != 0) Attention::raise(attention_.stop);
    promise.handle().destroy();
}

// A task is on the stack if the running coroutine is part of it, or of a task that it owns.
bool Scheduler::is_on_stack(FrameHeader& task) const noexcept {
    Node* node = current_;
    while (node != nullptr) {
        PromiseBase* promise = &PromiseBase::of(*node);
        while ((promise->header().flags & FrameHeader::task) == 0) promise = promise->parent;
        if (&promise->header() == &task) return true;
        const WaitLine& waiters = promise->waiters;
        node = waiters.first();
        while (node != nullptr &&
               (PromiseBase::of(*node).header().flags & FrameHeader::owner) == 0) {
            node = waiters.after(*node);
        }
    }
    return false;
}

Cancelled Scheduler::cancel(FrameHeader& task) noexcept {
    detail::check_in_task();
    if (task.ended() || (task.flags & FrameHeader::doomed) != 0) return Cancelled::already_done;
    Scheduler& scheduler = *PromiseBase::of(task).scheduler;
    if (!scheduler.is_on_stack(task)) {
        scheduler.destroy(task);
        return Cancelled::yes;
    }
    if (scheduler.current_ == &PromiseBase::of(task)) return Cancelled::self;
    task.flags |= FrameHeader::doomed;
    scheduler.note(task_doomed);
    return Cancelled::yes;
}

void Scheduler::hold(FrameHeader& task) noexcept {
    PromiseBase& leaf = leaf_of(task);
    FrameHeader& block = leaf.header();
    if (block.status == TaskStatus::ready || block.status == TaskStatus::sleeping) unlink(leaf);
    if (block.status == TaskStatus::ready) block.status = TaskStatus::held;
    block.flags |= FrameHeader::frozen;
}

Result<void> Scheduler::pause(FrameHeader& task) noexcept {
    detail::check_in_task();
    if (task.ended()) return Errc::unknown_thread;
    if ((task.flags & FrameHeader::paused) != 0) return {};
    task.flags |= FrameHeader::paused;
    Scheduler& scheduler = *PromiseBase::of(task).scheduler;
    if (&leaf_of(task) == scheduler.current_) {
        scheduler.note(task_paused);
    } else {
        scheduler.hold(task);
    }
    return {};
}

Result<void> Scheduler::resume(FrameHeader& task) noexcept {
    detail::check_in_task();
    if (task.ended()) return Errc::unknown_thread;
    task.flags &= static_cast<std::uint8_t>(~FrameHeader::paused);
    PromiseBase& leaf = leaf_of(task);
    FrameHeader& block = leaf.header();
    if ((block.flags & FrameHeader::frozen) == 0) return {};
    block.flags &= static_cast<std::uint8_t>(~FrameHeader::frozen);
    Scheduler& scheduler = *leaf.scheduler;
    if (block.status == TaskStatus::held) {
        detail::mark_untimed(leaf);
        scheduler.wake(leaf);
    }
    if (block.status == TaskStatus::sleeping) scheduler.arm(leaf);
    scheduler.note(hurried);
    return {};
}

[[gnu::always_inline]] void Scheduler::put_in_inbox(InboxItem& item) noexcept {
#if __GCC_ATOMIC_POINTER_LOCK_FREE == 2
    InboxItem* last = inbox_.load(std::memory_order_relaxed);
    do {
        item.next = last;
    } while (!inbox_.compare_exchange_weak(last, &item, std::memory_order_release,
                                           std::memory_order_relaxed));
#else
    {
        const hal::Critical guard;
        item.next = inbox_.load(std::memory_order_relaxed);
        inbox_.store(&item, std::memory_order_relaxed);
    }
#endif
}

// With threads, another takes its place; see thread.cpp.
[[gnu::weak]] void Scheduler::post(InboxItem& item) noexcept {
    detail::trace_item(detail::TraceKind::post, item);
    put_in_inbox(item);
    Attention::raise(attention_.inbox);
}

InboxItem* Scheduler::take_inbox() noexcept {
#if __GCC_ATOMIC_POINTER_LOCK_FREE == 2
    InboxItem* newest = inbox_.exchange(nullptr, std::memory_order_acquire);
#else
    const hal::Critical guard;
    InboxItem* newest = inbox_.load(std::memory_order_relaxed);
    inbox_.store(nullptr, std::memory_order_relaxed);
#endif
    InboxItem* oldest = nullptr;
    while (newest != nullptr) {
        InboxItem* const before = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = before;
    }
    return oldest;
}

void Scheduler::unpost(InboxItem& item) noexcept {
    for (InboxItem* other = take_inbox(); other != nullptr;) {
        InboxItem* const after = other->next;
        if (other != &item) post(*other);
        other = after;
    }
}

void Scheduler::attend_rarely(Scheduler& scheduler) noexcept {
    if (Attention::take(scheduler.attention_.inbox)) {
        for (InboxItem* item = scheduler.take_inbox(); item != nullptr;) {
            InboxItem* const after = item->next;  // the item may be posted again once it is taken
            detail::trace_item(detail::TraceKind::taken, *item);
            item->take(scheduler, *item);
            item = after;
        }
        detail::trace(detail::TraceKind::taken);  // what is woken now, timers wake
    }
    if (scheduler.take(task_doomed)) scheduler.destroy_all(FrameHeader::doomed);
    if (scheduler.take(task_paused)) {
        for (FrameHeader* block = detail::frame_pool.next(nullptr); block != nullptr;
             block = detail::frame_pool.next(block)) {
            if (scheduler.owns(*block) && (block->flags & FrameHeader::paused) != 0) {
                scheduler.hold(*block);
            }
        }
    }
    if (arrange != nullptr) arrange(scheduler);
}

}  // namespace perth
