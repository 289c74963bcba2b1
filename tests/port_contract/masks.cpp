// What interrupts may and may not do: critical sections that nest, the end of a sleep, and how code
// knows that it is in one. The interrupts are those of the port's first timer.
#include "behaviour.hpp"
#include "perth/hal/periodic_timer.hpp"

namespace perth::contract {
namespace {

using namespace std::chrono_literals;
using hal::busy_wait;
using hal::Critical;
using hal::now;
using test::check;
using test::figure;

struct Ticks {
    volatile int count = 0;
    volatile bool all_in_interrupts = true;

    hal::Callback callback() noexcept {
        return {[](void* it) {
                    auto& ticks = *static_cast<Ticks*>(it);
                    ticks.count = ticks.count + 1;
                    if (!hal::in_interrupt()) ticks.all_in_interrupts = false;
                },
                this};
    }
};

using Timer = hal::PeriodicTimer<timer::T0>;

void critical_sections_nest() {
    Ticks ticks;
    Timer timer;
    (void)timer.begin(1ms, ticks.callback());
    {
        const Critical outer;
        {
            const Critical inner;
            busy_wait(1'500);
        }
        check("the end of an inner critical section serves nobody", ticks.count == 0);
        check("time goes on in one", now() > 0);
    }
    check("the end of the outer one serves what waits, once", ticks.count == 1);
    check("code outside of interrupts knows it", !hal::in_interrupt());
    check("as does an interrupt", ticks.all_in_interrupts);
}

void interrupts_end_a_sleep() {
    Ticks ticks;
    Timer timer;
    const std::int64_t start = now();
    (void)timer.begin(20ms, ticks.callback());
    int sleeps = 0;
    while (ticks.count < 5) {
        const Critical guard;
        if (ticks.count < 5) hal::idle();
        ++sleeps;
    }
    const std::int64_t lasted = now() - start;
    figure("sleeps until the fifth of five interrupts:", sleeps, "");
    check("sleeps end by interrupts only", sleeps >= 5 && sleeps <= 20);
    check("at their time", lasted >= 99'990 && lasted <= 100'000 + latest_wake_us);
}

void a_pending_interrupt_does_not_let_sleep() {
    Ticks ticks;
    Timer timer;
    (void)timer.begin(10ms, ticks.callback());
    std::int64_t lasted = 0;
    {
        const Critical guard;
        busy_wait(11'000);
        const std::int64_t start = now();
        hal::idle();
        lasted = now() - start;
        check("the interrupt that ended it is still masked", ticks.count == 0);
    }
    check("a sleep ends at once if an interrupt is pending", lasted < 5'000);
    check("which is served then", ticks.count == 1);
}

const Behaviour behaviour("masks", [] {
    critical_sections_nest();
    interrupts_end_a_sleep();
    a_pending_interrupt_does_not_let_sleep();
});

}  // namespace
}  // namespace perth::contract
