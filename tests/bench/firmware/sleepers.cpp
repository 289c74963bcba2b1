// TASKS tasks go to sleep, each for a time of its own, and are all due at last: what the queue of
// timers costs, and what it costs together with the turns of those tasks.
#include "tests/bench/firmware/meter.hpp"
#include "tests/emulator/ports/verdict.hpp"

using perth::bench::Tim2;

namespace {

std::uint32_t awake = 0;

perth::Task<> sleeper(perth::Scheduler&, perth::Duration duration) {
    co_await perth::sleep(duration);
    awake = awake + 1;
}

perth::Task<> meter(perth::Scheduler&) {
    Tim2::start(1);
    const std::uint32_t begin = Tim2::count();
    co_await perth::yield();  // all of them go to sleep
    const std::uint32_t asleep = Tim2::count();
    perth::busy_wait(std::chrono::milliseconds(60));  // all of them are due
    const std::uint32_t due = Tim2::count();
    co_await perth::yield();  // they are taken out of the queue, and stand behind this task
    const std::uint32_t expired = Tim2::count();
    co_await perth::yield();  // they end
    const std::uint32_t end = Tim2::count();
    perth::bench::result("insert", asleep - begin);
    perth::bench::result("expire", expired - due);
    perth::bench::result("end", end - expired);
    perth::hal::exit(awake == TASKS ? 0 : 1);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(meter);
    perth::test::Numbers numbers;
    for (int i = 0; i < TASKS; ++i) sch(sleeper, perth::Duration(10'000 + numbers.next(15)));
}
