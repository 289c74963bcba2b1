#include "perth/sync/event.hpp"

#include "perth/base/panic.hpp"

namespace perth {

using detail::Node;
using detail::PromiseBase;

Event::~Event() {
    if (!waiters_.empty()) panic(Panic::destroyed_while_awaited);
}

void Event::set() noexcept {
    set_ = true;
    Node* waiter = waiters_.pop_all();
    while (waiter != nullptr) {
        PromiseBase& task = PromiseBase::of(*waiter);
        waiter = waiter->next;
        task.scheduler->wake_fast(task);
    }
}

void Event::enter(PromiseBase& task) noexcept {
    task.header().status = TaskStatus::waiting;
    waiters_.push(task);
}

}  // namespace perth
