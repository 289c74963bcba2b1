#include "perth/drivers/watchdog_group.hpp"

#include "perth/core/scheduler.hpp"
#include "tests/alone/pad.hpp"

namespace {

perth::WatchdogGroup watchdog(2, [] { alone::seen = 1; });

perth::Task<> run() {
    watchdog.report(0);
    watchdog.report(1);
    co_return;
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
