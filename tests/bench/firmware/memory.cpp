// Workload e: what a task costs in RAM, all included, and the scheduler itself.
#include "perth/sync/event.hpp"
#include "perth/sync/gather.hpp"
#include "perth/sync/queue.hpp"
#include "perth/sync/with_timeout.hpp"
#include "tests/bench/firmware/meter.hpp"

using namespace std::chrono_literals;

namespace {

std::uint32_t counters[30];

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

perth::Event event;
perth::Queue<std::uint32_t, 8> queue;

perth::Task<> waiting(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        co_await event.wait();
        event.clear();
        counter = counter + 1;
    }
}

perth::Task<> getting(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        const perth::Result<std::uint32_t> item = co_await queue.get();
        counter = counter + item.value();
    }
}

perth::Task<> putting(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        counter = counter + 1;
        (void)co_await queue.put(counter);
    }
}

perth::Task<> waiting_so_long(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        const auto in_time = co_await perth::with_timeout(1ms, event.wait());
        if (in_time) counter = counter + 1;
    }
}

perth::Task<> member() { co_await perth::yield(); }

perth::Task<> gathering(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        (void)co_await perth::gather(member(), member(), member(), member(), member(), member(),
                                     member(), member(), member(), member());
        counter = counter + 1;
    }
}

std::size_t used() { return perth::detail::frame_pool.used(); }

template <typename Create>
void measure(const char* name, Create create) {
    const std::size_t before = used();
    for (std::uint32_t& counter : counters) create(counter);
    perth::bench::result(name, (used() - before) / std::size(counters));
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    measure("yielding", [&](std::uint32_t& counter) { sch(yielding, counter); });
    measure("sleeping", [&](std::uint32_t& counter) { sch(sleeping, counter); });
    measure("sleeping_period",
            [&](std::uint32_t& counter) { sch(sleeping_period, perth::Duration(1000), counter); });
    measure("waiting", [&](std::uint32_t& counter) { sch(waiting, counter); });
    measure("getting", [&](std::uint32_t& counter) { sch(getting, counter); });
    measure("putting", [&](std::uint32_t& counter) { sch(putting, counter); });
    measure("waiting_so_long", [&](std::uint32_t& counter) { sch(waiting_so_long, counter); });
    measure("member", [&](std::uint32_t&) { sch(member); });
    measure("gathering", [&](std::uint32_t& counter) { sch(gathering, counter); });
    perth::bench::result("header", sizeof(perth::detail::FrameHeader));
    perth::bench::result("promise", sizeof(perth::detail::PromiseBase));
    perth::bench::result("scheduler", sizeof(perth::Scheduler));
    perth::bench::result("pool", sizeof(perth::detail::frame_pool));
    perth::hal::exit(0);
}
