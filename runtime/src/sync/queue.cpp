#include "perth/sync/queue.hpp"

#include "perth/core/in_task.hpp"

namespace perth::detail {

QueueState::QueueState(unsigned capacity) noexcept : slots(capacity), capacity_(capacity) {
    all_done.set();
}

void QueueState::close() noexcept {
    check_in_task();
    closed_ = true;
    while (items.awaited()) items.give();
    while (slots.awaited()) slots.give();
}

void QueueState::task_done() noexcept {
    if (unfinished_ == 0 || --unfinished_ > 0) return;
    all_done.set();
}

}  // namespace perth::detail
