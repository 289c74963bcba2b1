#include "perth/sync/pinblock.hpp"

#include "perth/hal/exchange.hpp"

namespace perth {

using detail::InboxItem;
using detail::PromiseBase;

Pinblock::~Pinblock() {
    if (posted_.load()) scheduler_.load()->unpost(item_);
}

void Pinblock::interrupt() noexcept {
    {
        const hal::Critical guard;  // an exclusive addition is not to be had on every core
        count_.store(count_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    Scheduler* const scheduler = scheduler_.load();
    if (scheduler != nullptr && !hal::exchange(posted_, true)) scheduler->post(item_);
}

void Pinblock::take(Scheduler& scheduler, InboxItem& item) noexcept {
    Pinblock& block = *static_cast<Item&>(item).block;
    block.posted_.store(false);
    if (block.waiting_ == nullptr) return;
    const std::uint32_t count = block.count_.load();
    const bool first = block.waiter_.pop() != nullptr;
    // A second time only to be more urgent.
    if (first || scheduler.order() == Order::urgent_first) {
        scheduler.wake_from_io(*block.waiting_, count);
    }
}

void Pinblock::enter(PromiseBase& task) noexcept {
    expired_ = false;
    scheduler_.store(task.scheduler);
    waiting_ = &task;
    if (count_.load() != 0) {
        task.scheduler->wake_from_io(task, count_.load());
        return;
    }
    task.header().status = TaskStatus::waiting;
    waiter_.push(task);
    attach(task);
    if (!timeout_) return;
    due_ = hal::now() + timeout_->count();
    wake_in(*timeout_);
}

Wake Pinblock::end() noexcept {
    give_up();
    if (expired_) return {.late = Duration(hal::now() - due_), .cause = Cause::timeout};
    return {.interrupts = hal::exchange(count_, 0U), .cause = Cause::interrupt};
}

void Pinblock::expire(Watcher& timer) noexcept {
    auto& self = static_cast<Pinblock&>(timer);
    if (self.waiter_.empty()) return;  // interrupts have come; the task waits for its turn
    self.expired_ = true;
    self.owner().scheduler->interrupt(self.owner());
}

}  // namespace perth
