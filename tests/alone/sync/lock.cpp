#include "perth/sync/lock.hpp"

namespace {

perth::Lock lock;

perth::Task<> run() { const auto guard = co_await lock.scoped(); }

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(run);
    sch(run);
}
