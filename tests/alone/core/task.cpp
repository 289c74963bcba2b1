#include "perth/core/task.hpp"

#include "perth/core/scheduler.hpp"

namespace {

perth::Task<> run() { co_return; }

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
