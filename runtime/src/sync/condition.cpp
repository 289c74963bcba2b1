#include "perth/sync/condition.hpp"

#include "perth/core/in_task.hpp"

#include <limits>

namespace perth {

using detail::Node;
using detail::PromiseBase;

// Whoever notifies holds the lock, so the notified waits for it in any case.
bool Condition::notify_first() noexcept {
    Node* const node = line_.pop();
    if (node == nullptr) return false;
    lock_.permits_.enter(PromiseBase::of(*node));
    return true;
}

Result<void> Condition::notify(unsigned count) noexcept {
    detail::check_in_task();
    if (!lock_.held_) return Errc::not_locked;
    while (count > 0 && notify_first()) --count;
    return {};
}

Result<void> Condition::notify_all() noexcept {
    return notify(std::numeric_limits<unsigned>::max());
}

void Condition::Wait::give_up() noexcept {
    if (task_->line == &condition_.line_) return;
    condition_.notify_first();
    if (detail::was_released(*task_)) condition_.lock_.permits_.give();
}

}  // namespace perth
