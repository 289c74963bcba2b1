#include "perth/drivers/switch.hpp"

#include "perth/core/sleep.hpp"
#include "tests/alone/pad.hpp"

namespace {

alone::Input<0> pin;

perth::Task<> run(perth::Scheduler& sch) {
    perth::Switch lid(sch, pin);
    lid.on_close([] { alone::seen = 1; });
    lid.on_open([] { alone::seen = 0; });
    for (;;) co_await perth::sleep(std::chrono::hours(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
