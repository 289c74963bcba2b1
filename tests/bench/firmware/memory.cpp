// Workload e: what a task costs in RAM, all included, and the scheduler itself.
#include "tests/bench/firmware/meter.hpp"

using namespace std::chrono_literals;

namespace {

std::uint32_t counters[100];

perth::Task<> yielding(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        counter = counter + 1;
        co_await perth::yield();
    }
}

perth::Task<> sleeping(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        co_await perth::sleep(1ms);
        counter = counter + 1;
    }
}

perth::Task<> sleeping_period(perth::Scheduler&, perth::Duration period, std::uint32_t& counter) {
    for (;;) {
        co_await perth::sleep(period);
        counter = counter + 1;
    }
}

std::size_t used() { return perth::detail::frame_pool.used(); }

template <typename Create>
void measure(const char* name, Create create) {
    const std::size_t before = used();
    for (std::uint32_t& counter : counters) create(counter);
    perth::bench::result(name, (used() - before) / 100);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    measure("yielding", [&](std::uint32_t& counter) { sch(yielding, counter); });
    measure("sleeping", [&](std::uint32_t& counter) { sch(sleeping, counter); });
    measure("sleeping_period",
            [&](std::uint32_t& counter) { sch(sleeping_period, perth::Duration(1000), counter); });
    perth::bench::result("header", sizeof(perth::detail::FrameHeader));
    perth::bench::result("promise", sizeof(perth::detail::PromiseBase));
    perth::bench::result("scheduler", sizeof(perth::Scheduler));
    perth::bench::result("pool", sizeof(perth::detail::frame_pool));
    perth::hal::exit(0);
}
