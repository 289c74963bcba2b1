// Two tasks that always want the same lock: it goes from hand to hand.
#include "perth/sync/lock.hpp"
#include "tests/bench/firmware/meter.hpp"

using perth::bench::Tim2;

namespace {

constexpr std::uint32_t rounds = 10'000;

perth::Lock lock;
std::uint32_t counter = 0;

perth::Task<> contend(perth::Scheduler&) {
    for (;;) {
        const auto guard = co_await lock.scoped();
        counter = counter + 1;
    }
}

perth::Task<> meter(perth::Scheduler&) {
    Tim2::start(1);
    {
        const auto guard = co_await lock.scoped();
        co_await perth::yield();  // the other one waits from now on
    }
    std::uint32_t before = 0;
    for (std::uint32_t i = 0; i < rounds + 100; ++i) {
        if (i == 100) before = Tim2::count();
        const auto guard = co_await lock.scoped();
    }
    const std::uint32_t after = Tim2::count();
    perth::bench::result("instructions", after - before);
    perth::bench::result("hand_overs", 2 * rounds);
    perth::hal::exit(counter >= rounds + 99 && counter <= rounds + 101 ? 0 : 1);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(meter);
    sch(contend);
}
