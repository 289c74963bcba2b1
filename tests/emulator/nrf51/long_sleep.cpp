// Sleeps of hours, beyond the 71 minutes after which TIMER0 begins anew, against TIMER2, which is
// 32 bits wide in QEMU and counts 31250 Hz here. Run with -icount shift=0,sleep=off.
#include <perth_port.hpp>

#include "perth/hal/attention.hpp"
#include "registers.hpp"
#include "verdict.hpp"

namespace {

using perth::hal::now;
using perth::hal::nrf51::timer2;
using perth::test::check;
using perth::test::figure;

constexpr std::int64_t second = 1'000'000;

perth::Attention attention;

int interrupts_until(std::int64_t due) {
    perth::hal::set_alarm(due, attention);
    int wakes = 0;
    for (;; ++wakes) {
        const perth::hal::Critical guard;
        if (attention.any()) break;
        perth::hal::idle();
    }
    perth::Attention::take(attention.alarm);
    return wakes;
}

void start_reference() {
    timer2().bits = perth::hal::nrf51::Timer::bits_32;
    timer2().prescaler = 9;
    timer2().clear = 1;
    timer2().start = 1;
}

std::uint32_t reference() {
    timer2().capture[0] = 1;
    return timer2().compare[0];
}

void hours(std::int32_t count) {
    const std::int64_t due = now() + count * 3600 * second;
    const std::uint32_t before = reference();
    const int wakes = interrupts_until(due);
    const auto late = static_cast<std::int32_t>(now() - due);
    const auto counts = static_cast<std::int32_t>(reference() - before);
    figure("hours", count, "");
    figure("interrupts", wakes, "");
    figure("late", late, "us");
    check("the sleep ends when it is due", late >= 0 && late <= 2);
    const std::int32_t wrong = counts - count * 3600 * 31250;
    check("another timer says so, too", wrong >= -1 && wrong <= 1);
    check("nothing wakes it more often than every 17 minutes", wakes <= count * 60 / 17 + 1);
}

}  // namespace

int main() {
    start_reference();
    hours(1);
    hours(3);
    hours(12);
    // Without an alarm, and no time asked for, the port alone counts the rounds.
    perth::hal::set_alarm(perth::hal::no_alarm, attention);
    const std::int64_t start = now();
    const std::uint32_t before = reference();
    for (int wakes = 0; wakes < 9; ++wakes) perth::hal::idle();
    const std::int64_t slept = now() - start;
    const std::int64_t by_reference = std::int64_t{reference() - before} * 32;
    check("rounds of the counter are not missed without an alarm",
          slept > 2 * 71 * 60 * second && slept - by_reference <= 64 && by_reference - slept <= 64);
    perth::test::finish();
}
