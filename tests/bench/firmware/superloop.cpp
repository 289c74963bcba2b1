// The limit: the same work without a runtime, as functions that a loop calls. WORKLOAD: yields,
// hops or items.
#include "tests/bench/firmware/meter.hpp"

using perth::bench::Tim2;

namespace superloop {

using Step = void (*)();

/// Calls the steps by turns until the last one has been called `rounds` times.
std::uint32_t run(const Step* steps, std::uint32_t count, std::uint32_t rounds) {
    Tim2::start(1);
    const std::uint32_t before = Tim2::count();
    for (std::uint32_t i = 0; i < rounds; ++i) {
        for (std::uint32_t step = 0; step < count; ++step) steps[step]();
    }
    return Tim2::count() - before;
}

namespace yields {
volatile std::uint32_t counter = 0;
void spin() { counter = counter + 1; }
void measure() {
    Step steps[10];
    for (Step& step : steps) step = spin;
    perth::bench::result("instructions", run(steps, 10, 20'000));
    perth::bench::result("count", 200'000);
}
}  // namespace yields

namespace hops {
volatile bool a = false;
volatile bool b = true;
volatile std::uint32_t pings = 0;
void ping() {
    if (!b) return;
    b = false;
    a = true;
    pings = pings + 1;
}
void answer() {
    if (!a) return;
    a = false;
    b = true;
}
void measure() {
    const Step steps[] = {ping, answer};
    perth::bench::result("instructions", run(steps, 2, 10'000));
    perth::bench::result("count", 2 * pings);
}
}  // namespace hops

namespace items {
#ifndef LENGTH
#define LENGTH 1
#endif
volatile std::uint32_t ring[LENGTH];
volatile std::uint32_t written = 0;
volatile std::uint32_t taken = 0;
volatile std::uint32_t last = 0;
void put() {
    for (std::uint32_t i = written; i - taken < LENGTH; ++i) {
        ring[i % LENGTH] = i;
        written = i + 1;
    }
}
void take() {
    for (std::uint32_t i = taken; i != written; ++i) {
        last = ring[i % LENGTH];
        taken = i + 1;
    }
}
void measure() {
    const Step steps[] = {put, take};
    perth::bench::result("instructions", run(steps, 2, 20'000 / LENGTH));
    perth::bench::result("count", last + 1);
}
}  // namespace items

}  // namespace superloop

void perth_main(perth::Scheduler&) {
    superloop::WORKLOAD::measure();
    perth::hal::exit(0);
}
