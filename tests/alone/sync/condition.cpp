#include "perth/sync/condition.hpp"

namespace {

perth::Lock lock;
perth::Condition changed(lock);

perth::Task<> run() {
    auto guard = co_await lock.scoped();
    (void)changed.notify();
    (void)co_await changed.wait(guard);
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
