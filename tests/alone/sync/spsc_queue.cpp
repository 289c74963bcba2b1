#include "perth/sync/spsc_queue.hpp"

namespace {

perth::SpscQueue<int, 8> samples;
volatile int last;

[[gnu::used, gnu::retain]] void interrupt(int value) { (void)samples.try_put(value); }

perth::Task<> run() {
    const perth::Result<int> sample = co_await samples.get();
    last = sample.value();
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
