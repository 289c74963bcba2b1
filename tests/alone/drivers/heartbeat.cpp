#include "perth/drivers/heartbeat.hpp"

#include "tests/alone/pad.hpp"

namespace {

perth::Task<> run() {
    perth::Heartbeat<alone::Output<0>> heartbeat;
    co_await heartbeat.beat();
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
