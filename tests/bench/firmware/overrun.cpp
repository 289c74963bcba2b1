// Workload b, second part: how long is a sleep of 1 ms beside ten tasks that spin?
#include "tests/bench/firmware/meter.hpp"

using namespace std::chrono_literals;
using perth::bench::Tim2;

namespace {

std::uint32_t counters[10];

perth::Task<> spin(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        counter = counter + 1;
        co_await perth::yield();
    }
}

perth::Task<> meter(perth::Scheduler&) {
    Tim2::start(1);
    std::uint32_t shortest = ~0U;
    std::uint32_t longest = 0;
    for (std::uint32_t k = 0; k < 1000; ++k) {
        if (DEPHASED) perth::busy_wait(perth::Duration(k * 7919 % 1000));
        const std::uint32_t before = Tim2::count();
        co_await perth::sleep(1ms);
        const std::uint32_t length = Tim2::count() - before;
        shortest = length < shortest ? length : shortest;
        longest = length > longest ? length : longest;
    }
    perth::bench::result("shortest_ns", shortest);
    perth::bench::result("longest_ns", longest);
    perth::hal::exit(0);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    for (std::uint32_t& counter : counters) sch(spin, counter);
    sch(meter);
}
