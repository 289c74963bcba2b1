// Time and tickless sleep: never early, as late as the family allows, without ticks between.
#include "behaviour.hpp"
#include "perth/hal/attention.hpp"
#include "perth/perth.hpp"

namespace perth::contract {
namespace {

using namespace std::chrono_literals;
using test::check;
using test::figure;

std::int32_t us(Duration duration) noexcept { return static_cast<std::int32_t>(duration.count()); }

struct Lateness {
    int early = 0;
    Duration latest{0};

    void add(Duration late) noexcept {
        if (late < 0us) ++early;
        if (late > latest) latest = late;
    }
};

Task<Lateness> sleeps_of_any_length() {
    test::Numbers numbers;
    Lateness lateness;
    for (int i = 0; i < 200; ++i) {
        const Duration length(numbers.next(i % 20 == 0 ? 16 : 10));
        const Time due = Clock::now() + length;
        co_await sleep(length);
        lateness.add(Clock::now() - due);
    }
    co_return lateness;
}

Task<Lateness> a_steady_rhythm() {
    Lateness lateness;
    auto rhythm = every(1ms);
    Time due = Clock::now();
    for (int i = 0; i < 200; ++i) {
        due += 1ms;
        (void)co_await rhythm.next();
        lateness.add(Clock::now() - due);
    }
    co_return lateness;
}

void judge(const char* what, const Lateness& lateness) {
    figure(what, us(lateness.latest), "us at the latest");
    check("none ended early", lateness.early == 0);
    check("none later than the family allows", us(lateness.latest) <= latest_wake_us);
}

void sleeps() {
    Scheduler sch;
    judge("200 sleeps:", sch.run(sleeps_of_any_length()));
    judge("200 periods of 1 ms:", sch.run(a_steady_rhythm()));
}

void has_no_tick() {
    Attention attention;
    const std::int64_t due = hal::now() + 2'300'000;
    hal::set_alarm(due, attention);
    int wakes = 0;
    while (!attention.any()) {
        const hal::Critical guard;
        if (!attention.any()) hal::idle();
        ++wakes;
    }
    const auto late = static_cast<std::int32_t>(hal::now() - due);
    figure("interrupts in 2.3 s of sleep:", wakes, "");
    check("a long sleep has no ticks: less than one in 50 ms", wakes <= 46);
    check("it does not end early", late >= 0);
    check("nor later than the family allows", late <= latest_wake_us);
}

void keeps_the_alarm_that_was_set_last() {
    Attention attention;
    hal::set_alarm(hal::now() + 500, attention);
    hal::set_alarm(hal::no_alarm, attention);
    hal::busy_wait(2000);
    check("an alarm that was switched off is not raised", !attention.any());
    hal::set_alarm(hal::now() - 1, attention);
    check("one in the past is raised at once", attention.any());
    Attention::take(attention.alarm);
    hal::set_alarm(hal::now() + 1'000'000, attention);
    const std::int64_t due = hal::now() + 300;
    hal::set_alarm(due, attention);
    while (!attention.any()) {
        const hal::Critical guard;
        if (!attention.any()) hal::idle();
    }
    check("the last one replaces the others",
          hal::now() >= due && hal::now() < due + latest_wake_us + 1000);
}

void waits_busily() {
    Lateness lateness;
    for (const std::int64_t length : {1, 2, 5, 10, 50, 300, 1000, 4000, 30'000}) {
        const std::int64_t due = hal::now() + length;
        hal::busy_wait(length);
        lateness.add(Duration(hal::now() - due));
    }
    judge("busy waits:", lateness);
}

const Behaviour behaviour("time", [] {
    sleeps();
    has_no_tick();
    keeps_the_alarm_that_was_set_last();
    waits_busily();
});

}  // namespace
}  // namespace perth::contract
