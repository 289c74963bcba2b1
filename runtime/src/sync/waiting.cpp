#include "perth/sync/waiting.hpp"

#include "perth/base/panic.hpp"

namespace perth::detail {

void join(WaitLine& line, PromiseBase& task) noexcept {
    task.header().status = TaskStatus::waiting;
    line.push(task);
}

bool release_first(WaitLine& line) noexcept {
    Node* const node = line.pop();
    if (node == nullptr) return false;
    PromiseBase& task = PromiseBase::of(*node);
    task.line = nullptr;
    task.scheduler->wake_fast(task);
    return true;
}

bool release_first_from_io(WaitLine& line) noexcept {
    Node* const node = line.pop();
    if (node == nullptr) return false;
    PromiseBase& task = PromiseBase::of(*node);
    task.scheduler->wake_from_io(task);
    return true;
}

void check_unawaited(const WaitLine& line) noexcept {
    if (!line.empty()) panic(Panic::destroyed_while_awaited);
}

}  // namespace perth::detail
