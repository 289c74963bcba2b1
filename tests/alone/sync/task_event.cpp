#include "perth/sync/task_event.hpp"

#include "perth/core/scheduler.hpp"

namespace {

perth::Task<> other() { co_return; }

perth::Task<> run(perth::Scheduler& sch) {
    const perth::TaskEvent ended(sch(other));
    co_await ended.wait();
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
