#include "perth/drivers/async_led.hpp"

#include "perth/core/sleep.hpp"
#include "tests/alone/pad.hpp"

namespace {

perth::Task<> run(perth::Scheduler& sch) {
    perth::AsyncLed<alone::Output<0>> led(sch);
    led.flash(2);
    for (;;) co_await perth::sleep(std::chrono::hours(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
