// The end of a program with its first error that nobody handles.
#pragma once

#include "perth/core/scheduler.hpp"

namespace perth {

/// From here on a task that fails while nobody awaits it ends the program: prints the same line as
/// without this, then panics with the task's id and the Errc.
///
///     void setup(perth::Scheduler& sch) { perth::abort_on_unhandled(sch); }
void abort_on_unhandled(Scheduler& scheduler) noexcept;

}  // namespace perth
