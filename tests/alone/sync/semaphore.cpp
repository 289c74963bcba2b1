#include "perth/sync/semaphore.hpp"

namespace {

perth::Semaphore permits(1);

perth::Task<> run() { const auto guard = co_await permits.scoped(); }

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(run);
    sch(run);
}
