#include "perth/sync/ring_queue.hpp"

namespace {

perth::RingQueue<int, 4> queue;
volatile int last;

perth::Task<> run() {
    const perth::Result<int> item = co_await queue.get();
    last = item.value();
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(run);
    (void)queue.push_overwrite(1);
}
