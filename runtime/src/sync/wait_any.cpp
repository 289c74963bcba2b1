#include "perth/sync/wait_any.hpp"

namespace perth::detail {

void Waits::settle(PromiseBase& owner) noexcept {
    if (are_over() && line_.pop() != nullptr) owner.scheduler->wake_at_once(owner);
}

void Waits::suspend(PromiseBase& owner) noexcept {
    owner.header().status = TaskStatus::waiting;
    line_.push(owner);
}

}  // namespace perth::detail
