// Workload d: a producer puts 0, 1, 2… for ever, a consumer takes them. QUEUE: Queue, or SpscQueue,
// of which an interrupt may be one side. LENGTH: how many items it holds.
#include "perth/sync/queue.hpp"
#include "perth/sync/spsc_queue.hpp"
#include "tests/bench/firmware/meter.hpp"

using perth::bench::Tim2;

namespace {

constexpr std::uint32_t items = 20'000;

perth::QUEUE<std::uint32_t, LENGTH> queue;

perth::Task<> produce(perth::Scheduler&) {
    for (std::uint32_t i = 0;; ++i) (void)co_await queue.put(i);
}

perth::Task<> consume(perth::Scheduler&) {
    Tim2::start(1);
    for (int i = 0; i < 100; ++i) (void)co_await queue.get();
    const std::uint32_t before = Tim2::count();
    std::uint32_t last = 0;
    for (std::uint32_t i = 0; i < items; ++i) {
        const perth::Result<std::uint32_t> item = co_await queue.get();
        last = item.value();
    }
    const std::uint32_t after = Tim2::count();
    perth::bench::result("instructions", after - before);
    perth::bench::result("items", items);
    perth::hal::exit(last == items + 99 ? 0 : 1);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(produce);
    sch(consume);
}
