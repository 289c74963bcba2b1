// Ten tasks are started, yield once, and are gathered.
#include "perth/sync/gather.hpp"
#include "tests/bench/firmware/meter.hpp"

using perth::bench::Tim2;

namespace {

constexpr std::uint32_t rounds = 1000;

perth::Task<std::uint32_t> member(std::uint32_t number) {
    co_await perth::yield();
    co_return number;
}

perth::Task<> meter(perth::Scheduler&) {
    Tim2::start(1);
    std::uint32_t before = 0;
    for (std::uint32_t i = 0; i < rounds + 10; ++i) {
        if (i == 10) before = Tim2::count();
        const auto all =
            co_await perth::gather(member(i), member(i), member(i), member(i), member(i), member(i),
                                   member(i), member(i), member(i), member(i));
        if (std::get<9>(all.value()) != i) perth::hal::exit(1);
    }
    const std::uint32_t after = Tim2::count();
    perth::bench::result("instructions", after - before);
    perth::bench::result("gathers", rounds);
    perth::hal::exit(0);
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(meter); }
