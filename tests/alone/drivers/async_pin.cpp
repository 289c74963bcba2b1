#include "perth/drivers/async_pin.hpp"

#include "tests/alone/pad.hpp"

namespace {

alone::Input<0> input;

perth::Task<> run() {
    perth::AsyncPin pin(input);
    for (;;) (void)co_await pin.wait_edge();
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
