#include "perth/sync/barrier.hpp"

namespace {

perth::Barrier barrier(2);

perth::Task<> run() { co_await barrier.wait(); }

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(run);
    (void)barrier.trigger();
}
