// The alarm and the clock: never early, never going back, whatever is masked or replaced.
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "perth/hal/attention.hpp"
#include "startup.hpp"
#include "verdict.hpp"

// One that the chip has no use for.
#ifndef PERTH_TEST_IRQ
#define PERTH_TEST_IRQ 20
#endif

namespace {

using perth::Attention;
using perth::hal::Critical;
using perth::hal::now;
using perth::hal::set_alarm;
using perth::test::check;
using perth::test::figure;

Attention attention;
perth::test::Numbers numbers;

// As a scheduler idles.
void sleep_until_raised() {
    for (;;) {
        const Critical guard;
        if (attention.any()) break;
        perth::hal::idle();
    }
    Attention::take(attention.alarm);
}

void spin_until(std::int64_t time) {
    while (now() < time) {
    }
}

void never_early() {
    int early = 0;
    std::int64_t latest = 0;
    for (int i = 0; i < 500; ++i) {
        const std::int64_t due = now() + numbers.next(i % 50 == 0 ? 17 : 11);
        set_alarm(due, attention);
        sleep_until_raised();
        const std::int64_t late = now() - due;
        if (late < 0) ++early;
        if (late > latest) latest = late;
    }
    figure("latest of 500 alarms", static_cast<std::int32_t>(latest), "us");
    check("no alarm came early", early == 0);
}

void longer_than_a_period() {
    const std::int64_t due = now() + 2'300'000;
    set_alarm(due, attention);
    int wakes = 0;
    while (!attention.any()) {
        const Critical guard;
        if (!attention.any()) perth::hal::idle();
        ++wakes;
    }
    Attention::take(attention.alarm);
    figure("interrupts in 2.3 s of sleep", wakes, "");
    check("an alarm beyond the counter's range is not early", now() >= due);
}

void never_back() {
    int back = 0;
    std::int64_t last = now();
    for (int i = 0; i < 20'000; ++i) {
        if (i % 16 == 0) set_alarm(last + numbers.next(7), attention);
        const std::int64_t time = now();
        if (time < last) ++back;
        last = time;
    }
    check("now() never goes back", back == 0);
    Attention::take(attention.alarm);
}

void end_of_period_while_masked() {
    {
        const Critical guard;
        const std::int64_t start = now();
        set_alarm(start + 50, attention);
        spin_until(start + 300);
        check("time goes on while interrupts are masked", now() - start < 10'000);
        Attention::take(attention.alarm);  // raised already if the emulator stood still
        set_alarm(start + 1'000'000, attention);
    }
    check("a replaced alarm is not raised", !attention.any());
    {
        const Critical guard;
        set_alarm(now() + 50, attention);
        spin_until(now() + 300);
    }
    check("a masked alarm is raised at once after", attention.any());
    Attention::take(attention.alarm);
}

void past_far_and_off() {
    set_alarm(now() - 1, attention);
    check("an alarm in the past is raised at once", attention.any());
    Attention::take(attention.alarm);
    set_alarm(-1'000'000'000'000, attention);
    check("an alarm long ago is raised at once", attention.any());
    Attention::take(attention.alarm);
    set_alarm(now() + 500, attention);
    set_alarm(perth::hal::no_alarm, attention);
    spin_until(now() + 2000);
    check("an alarm that was switched off is not raised", !attention.any());
}

void busy_waits() {
    int early = 0;
    std::int64_t latest = 0;
    for (const std::int64_t duration : {1, 2, 5, 10, 50, 300, 1000, 4000, 30'000}) {
        const std::int64_t start = now();
        perth::hal::busy_wait(duration);
        const std::int64_t late = now() - start - duration;
        if (late < 0) ++early;
        if (late > latest) latest = late;
    }
    figure("latest end of a busy wait", static_cast<std::int32_t>(latest), "us");
    check("no busy wait ends early", early == 0);
    check("nor late", latest <= 50);
    const std::int64_t start = now();
    perth::hal::busy_wait(0);
    perth::hal::busy_wait(-1000);
    check("none of nothing waits", now() - start < 50);
}

std::int64_t in_handler;
bool was_interrupt;

void from_an_interrupt() {
    constexpr unsigned irq = PERTH_TEST_IRQ;
    const std::int64_t before = now();
    perth::hal::cortex_m::nvic().enable(irq);
    perth::hal::cortex_m::nvic().pend(irq);
    spin_until(before + 10);
    check("a program's own handler runs", was_interrupt);
    check("now() may be called there", in_handler >= before && in_handler <= now());
}

}  // namespace

PERTH_IRQ(IRQ20) {
    was_interrupt = perth::hal::in_interrupt();
    in_handler = perth::hal::now();
}

int main() {
    never_early();
    longer_than_a_period();
    never_back();
    end_of_period_while_masked();
    past_far_and_off();
    busy_waits();
    from_an_interrupt();
    perth::test::finish();
}
