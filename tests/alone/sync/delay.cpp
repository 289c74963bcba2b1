#include "perth/sync/delay.hpp"

#include <chrono>

namespace {

volatile bool over;

perth::Task<> run(perth::Scheduler& sch) {
    perth::Delay delay(sch, std::chrono::seconds(1), [] { over = true; });
    (void)delay.trigger();
    co_await delay.wait();
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
