#include "perth/drivers/pushbutton.hpp"

#include "perth/core/sleep.hpp"
#include "tests/alone/pad.hpp"

namespace {

alone::Input<0> pin;

perth::Task<> run(perth::Scheduler& sch) {
    perth::Pushbutton button(sch, pin);
    button.on_press([] { alone::seen = 1; });
    button.on_long([] { alone::seen = 2; });
    for (;;) co_await perth::sleep(std::chrono::hours(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
