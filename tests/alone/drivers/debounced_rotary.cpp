#include "perth/drivers/debounced_rotary.hpp"

#include "perth/core/sleep.hpp"
#include "tests/alone/pad.hpp"

namespace {

alone::Input<0> clk;
alone::Input<1> data;

perth::Task<> run(perth::Scheduler& sch) {
    const perth::DebouncedRotary knob(sch, clk, data, [](int step) { alone::seen = step; });
    for (;;) co_await perth::sleep(std::chrono::hours(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
