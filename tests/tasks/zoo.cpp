// Tasks that wait for all that can be waited for, and one that, once resumed, never gives way.
#include <perth/diag/stuck_alarm.hpp>
#include <perth/perth.hpp>
#include <perth/sync/event.hpp>
#include <perth/sync/queue.hpp>

using namespace std::chrono_literals;

namespace {

perth::Queue<int, 4> numbers;
volatile std::uint32_t spins = 0;

perth::Task<> sleeps(perth::Scheduler&) {
    for (;;) co_await perth::sleep(2h);
}

perth::Task<int> takes_one(perth::Scheduler&) {
    const auto number = co_await numbers.next();
    co_return number.value_or(0);
}

perth::Task<> takes(perth::Scheduler& sch) {
    for (;;) {
        const int number = co_await takes_one(sch);
        perth::println("took {}", number);
    }
}

perth::Task<> ends(perth::Scheduler&) { co_await perth::sleep(30min); }

perth::Task<> awaits(perth::Scheduler& sch) {
    const auto task = sch(ends);
    co_await task;
    perth::println("it has ended");
}

perth::Task<> counts(perth::Scheduler&) {
    for (int count = 0;; ++count) {
        perth::println("count {}", count);
        co_await perth::sleep(100ms);
    }
}

perth::Task<> hog(perth::Scheduler&) {
    perth::println("from now on nobody else");
    for (;;) {
        spins = spins + 1;
    }
    co_return;
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    static perth::StuckAlarm<perth::timer::T0> alarm(sch);
    (void)alarm.begin(200ms);
    sch(sleeps);
    sch(takes);
    sch(awaits);
    sch(counts);
    (void)sch(hog).pause();
}
