#include "perth/drivers/rotary_decoder.hpp"

#include "perth/core/scheduler.hpp"

namespace {

perth::RotaryDecoder decoder;
volatile int steps;

[[gnu::used, gnu::retain]] void interrupt(bool clk, bool data) {
    steps = decoder.sample(clk, data);
}

perth::Task<> run() { co_return; }

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
