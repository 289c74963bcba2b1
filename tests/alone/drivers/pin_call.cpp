#include "perth/drivers/pin_call.hpp"

#include "perth/core/sleep.hpp"
#include "tests/alone/pad.hpp"

namespace {

alone::Input<0> input;

perth::Task<> run(perth::Scheduler& sch) {
    const perth::PinCall call(sch, input, [] { alone::seen = 1; }, [] { alone::seen = 0; });
    for (;;) co_await perth::sleep(std::chrono::hours(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
