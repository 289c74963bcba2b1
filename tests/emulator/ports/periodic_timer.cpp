// The port's periodic timers, against the clock: they interrupt what computes, without drift.
#include <perth_port.hpp>

#include "perth/hal/periodic_timer.hpp"
#include "verdict.hpp"

namespace {

using namespace std::chrono_literals;
using perth::hal::busy_wait;
using perth::hal::now;
using perth::test::check;
using perth::test::figure;

struct Ticks {
    volatile int count = 0;
    volatile std::int64_t last = 0;
    volatile bool all_in_interrupts = true;

    perth::hal::Callback callback() {
        return {[](void* it) {
                    auto& ticks = *static_cast<Ticks*>(it);
                    ticks.count = ticks.count + 1;
                    ticks.last = now();
                    ticks.all_in_interrupts = ticks.all_in_interrupts && perth::hal::in_interrupt();
                },
                this};
    }
};

using First = perth::hal::PeriodicTimer<perth::timer::T0>;
using Second = perth::hal::PeriodicTimer<perth::timer::T1>;

// Both at once, for `rounds` periods of a millisecond of the first.
void keeps_time(int rounds) {
    First first;
    Second second;
    Ticks fast;
    Ticks slow;
    const std::int64_t start = now();
    (void)first.begin(1ms, fast.callback());
    (void)second.begin(10ms, slow.callback());
    while (fast.count < rounds) {
    }
    const auto error = static_cast<std::int32_t>(fast.last - start - 1000 * rounds);
    figure("error of the last tick", error, "us");
    check("1000 periods of 1 ms take a second", error >= -2 && error <= 100);
    check("the other one ticked meanwhile", slow.count >= rounds / 10 - 1);
    check("callbacks run in interrupt context", fast.all_in_interrupts && slow.all_in_interrupts);
}

void ends() {
    Ticks ticks;
    {
        First timer;
        (void)timer.begin(1ms, ticks.callback());
        busy_wait(5'500);
        timer.end();
        const int before = ticks.count;
        check("it ticked until it was ended", before >= 4 && before <= 6);
        busy_wait(5'000);
        check("it does not tick after end()", ticks.count == before);
        (void)timer.begin(1ms, ticks.callback());
    }
    const int before = ticks.count;
    busy_wait(5'000);
    check("it does not tick without its object", ticks.count == before);
}

void begins_anew() {
    First timer;
    Ticks ticks;
    (void)timer.begin(1ms, ticks.callback());
    busy_wait(2'500);
    Ticks other;
    const std::int64_t start = now();
    (void)timer.begin(20ms, other.callback());
    busy_wait(30'000);
    check("the new period counts from its beginning",
          other.count == 1 && other.last >= start + 19'990 && other.last < start + 20'500);
    check("the old callback was replaced", ticks.count <= 3);
}

// A tick that is due while interrupts are masked comes after; one that was ended then does not.
void while_masked() {
    First timer;
    Ticks ticks;
    (void)timer.begin(1ms, ticks.callback());
    {
        const perth::hal::Critical guard;
        busy_wait(1'500);
        check("nothing comes while interrupts are masked", ticks.count == 0);
    }
    check("it comes right after", ticks.count == 1);
    {
        const perth::hal::Critical guard;
        busy_wait(1'500);
        timer.end();
    }
    check("an ended timer's interrupt is nobody's", ticks.count == 1);
}

}  // namespace

int main() {
    keeps_time(1000);
    ends();
    begins_anew();
    while_masked();
    perth::test::finish();
}
