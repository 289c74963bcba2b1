#include "perth/sync/queue.hpp"

namespace perth::detail {

QueueState::QueueState(unsigned capacity) noexcept : slots(capacity), capacity_(capacity) {
    all_done.set();
}

void QueueState::close() noexcept {
    closed_ = true;
    while (items.awaited()) items.give();
    while (slots.awaited()) slots.give();
}

unsigned QueueState::push() noexcept {
    unsigned index = front_ + size_;
    if (index >= capacity_) index -= capacity_;
    ++size_;
    ++unfinished_;
    all_done.clear();
    return index;
}

unsigned QueueState::pop() noexcept {
    const unsigned index = front_;
    if (++front_ == capacity_) front_ = 0;
    --size_;
    return index;
}

void QueueState::task_done() noexcept {
    if (unfinished_ == 0 || --unfinished_ > 0) return;
    all_done.set();
}

}  // namespace perth::detail
