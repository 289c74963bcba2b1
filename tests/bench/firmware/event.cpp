// Workload c: two tasks signal each other by turns. HOP_BY: Event, or ThreadSafeFlag, which an
// interrupt may set, too. TIMEOUT: one of the two waits with a timeout that does not fire.
//
// LATENCY: measures the time from the signal to the first act of the task that it wakes instead.
#include "perth/sync/event.hpp"
#include "perth/sync/thread_safe_flag.hpp"
#include "perth/sync/with_timeout.hpp"
#include "tests/bench/firmware/meter.hpp"

using namespace std::chrono_literals;
using perth::bench::Tim2;

namespace {

constexpr std::uint32_t rounds = 10'000;

perth::HOP_BY a;
perth::HOP_BY b;
#ifdef LATENCY
std::uint32_t signalled_at = 0;
std::uint32_t latency = 0;
#endif

/// A flag has cleared itself.
template <typename E>
void clear(E& event) {
    if constexpr (std::is_same_v<E, perth::Event>) event.clear();
}

perth::Task<> answer(perth::Scheduler&) {
    for (;;) {
        (void)co_await a.wait();
#ifdef LATENCY
        latency = Tim2::count() - signalled_at;
#endif
        clear(a);
        b.set();
    }
}

perth::Task<> ping(perth::Scheduler&) {
    Tim2::start(1);
    std::uint32_t before = 0;
    for (std::uint32_t i = 0; i < rounds + 100; ++i) {
        if (i == 100) before = Tim2::count();
#ifdef LATENCY
        signalled_at = Tim2::count();
#endif
        a.set();
#ifdef TIMEOUT
        (void)co_await perth::with_timeout(10s, b.wait());
#else
        (void)co_await b.wait();
#endif
        clear(b);
    }
    const std::uint32_t after = Tim2::count();
    perth::bench::result("instructions", after - before);
    perth::bench::result("hops", 2 * rounds);
#ifdef LATENCY
    perth::bench::result("latency", latency);
#endif
    perth::hal::exit(0);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(answer);
    sch(ping);
}
