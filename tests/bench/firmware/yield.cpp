// Workload a: TASKS tasks take turns; one of them counts the instructions of ROUNDS rounds.
#include "tests/bench/firmware/meter.hpp"

namespace {

std::uint32_t counters[TASKS];

perth::Task<> spin(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        counter = counter + 1;
        co_await perth::yield();
    }
}

perth::Task<> meter(perth::Scheduler&) {
    using perth::bench::Tim2;
    Tim2::start(1);
    for (int i = 0; i < 100; ++i) co_await perth::yield();
    const std::size_t used_before = perth::detail::frame_pool.used();
    const std::size_t left_before = perth::detail::frame_pool.untouched();
    const std::uint32_t before = Tim2::count();
    for (std::uint32_t i = 0; i < ROUNDS; ++i) co_await perth::yield();
    const std::uint32_t after = Tim2::count();
    const bool same = perth::detail::frame_pool.used() == used_before &&
                      perth::detail::frame_pool.untouched() == left_before;
    perth::bench::result("allocated", same ? 0 : 1);
    perth::bench::result("instructions", after - before);
    perth::bench::result("yields", std::uint32_t{TASKS} * ROUNDS);
    perth::hal::exit(0);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    for (int i = 1; i < TASKS; ++i) sch(spin, counters[i]);
    sch(meter);
}
