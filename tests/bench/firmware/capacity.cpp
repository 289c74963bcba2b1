// Workload e: how many tasks find room.
#include "tests/bench/firmware/meter.hpp"

namespace {

std::uint32_t counter;

perth::Task<> yielding(perth::Scheduler&, std::uint32_t& count) {
    for (;;) {
        count = count + 1;
        co_await perth::yield();
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    std::uint32_t tasks = 0;
    while (sch.try_create_task(yielding, counter)) ++tasks;
    perth::bench::result("most_tasks", tasks);
    perth::hal::exit(0);
}
