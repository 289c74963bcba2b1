#include "perth/sync/thread_safe_flag.hpp"

#include "perth/base/panic.hpp"

namespace perth {

using detail::InboxItem;
using detail::PromiseBase;

ThreadSafeFlag::~ThreadSafeFlag() {
    if (!waiter_.empty()) panic(Panic::destroyed_while_awaited);
    if (posted_.load()) scheduler_.load()->unpost(item_);
}

void ThreadSafeFlag::set() noexcept {
    raised_.store(true);
    Scheduler* const scheduler = scheduler_.load();
    if (scheduler != nullptr && !hal::exchange(posted_, true)) scheduler->post(item_);
}

void ThreadSafeFlag::take(Scheduler& scheduler, InboxItem& item) noexcept {
    ThreadSafeFlag& flag = *static_cast<Item&>(item).flag;
    flag.posted_.store(false);
    if (flag.waiter_.empty() || !hal::exchange(flag.raised_, false)) return;
    scheduler.wake_from_io(PromiseBase::of(*flag.waiter_.pop()));
}

bool ThreadSafeFlag::enter(PromiseBase& task) noexcept {
    scheduler_.store(task.scheduler);
    if (hal::exchange(raised_, false)) return false;
    task.header().status = TaskStatus::waiting;
    waiter_.push(task);
    return true;
}

}  // namespace perth
