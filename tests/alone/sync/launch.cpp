#include "perth/sync/launch.hpp"

namespace {

perth::Task<> other() { co_return; }

perth::Task<> run() {
    (void)perth::launch(other);
    co_return;
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
