#include "perth/drivers/future.hpp"

#include <chrono>

#include "tests/alone/pad.hpp"

namespace {

perth::Task<> run(perth::Scheduler& sch) {
    (void)perth::future(sch, std::chrono::seconds(1), [] { alone::seen = 1; });
    co_return;
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
