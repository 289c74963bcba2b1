#include "perth/drivers/timer_debounce.hpp"

#include "perth/core/sleep.hpp"
#include "tests/alone/pad.hpp"

namespace {

alone::Input<0> pin;

perth::Task<> run(perth::Scheduler& sch) {
    perth::TimerDebounce<4> debounce(sch);
    (void)debounce.add_pin(0, pin, [](int, bool is_on) { alone::seen = is_on ? 1 : 0; });
    for (;;) co_await perth::sleep(std::chrono::hours(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
