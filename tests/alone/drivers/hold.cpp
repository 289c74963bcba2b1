#include "perth/drivers/hold.hpp"

#include "perth/core/sleep.hpp"
#include "tests/alone/pad.hpp"

namespace {

perth::Task<> run(perth::Scheduler& sch) {
    perth::Hold held(sch, std::chrono::seconds(1),
                     [](bool is_on, perth::Duration) { alone::seen = is_on ? 1 : 0; });
    held.update(true);
    for (;;) co_await perth::sleep(std::chrono::hours(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
