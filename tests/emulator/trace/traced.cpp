// A program of which all kinds of events can be seen: tasks that wake each other, an interrupt that
// wakes one, short lives, a pin, marks.
#include <board.hpp>
#include <chrono>

#include "perth/diag/trace.hpp"
#include "perth/hal/periodic_timer.hpp"
#include "perth/perth.hpp"
#include "perth/sync/event.hpp"
#include "perth/sync/thread_safe_flag.hpp"

using namespace std::chrono_literals;

namespace {

perth::Event ball;
perth::ThreadSafeFlag tick;

perth::Task<> short_lived() {
    perth::trace::mark("lives");
    co_await perth::sleep(2ms);
}

perth::Task<> throws(perth::Scheduler& sch) {
    board::Led led;
    for (;;) {
        led.toggle();
        {
            const perth::trace::Scope scope("throwing");
            perth::busy_wait(1ms);
            ball.set();
        }
        sch(short_lived);
        co_await perth::sleep(50ms);
    }
}

perth::Task<> catches() {
    for (;;) {
        co_await ball.wait();
        ball.clear();
        perth::trace::mark("caught");
    }
}

perth::Task<> ticks() {
    perth::hal::PeriodicTimer<perth::timer::T0> timer;
    (void)timer.begin(40ms, {.function = [](void*) { tick.set(); }, .argument = nullptr});
    for (;;) {
        const perth::Result<void> waited = co_await tick.wait();
        if (!waited) co_return;
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    perth::println("ready");
    sch(throws);
    sch(catches);
    sch(ticks);
}
