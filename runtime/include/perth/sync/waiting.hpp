// What primitives do with the lines of tasks that wait for them.
#pragma once

#include "perth/core/scheduler.hpp"

namespace perth::detail {

/// Puts a task that suspends at the end of `line`.
void join(WaitLine& line, PromiseBase& task) noexcept;

/// Wakes the first in the line, which runs behind all that is ready; from then on was_released()
/// says so. Returns false if nobody waits.
[[gnu::noinline]] bool release_first(WaitLine& line) noexcept;
/// The same because of an interrupt or a foreign thread: Order says when it runs, and
/// was_released() says nothing.
bool release_first_from_io(WaitLine& line) noexcept;

/// Tells a task that was released from its line, and may not have run since, from one that was
/// taken out of it to be destroyed. Holds until the task waits again.
[[nodiscard]] inline bool was_released(const PromiseBase& task) noexcept {
    return task.line == nullptr;
}

/// Panics if somebody waits in a line that is about to be destroyed.
void check_unawaited(const WaitLine& line) noexcept;

}  // namespace perth::detail
