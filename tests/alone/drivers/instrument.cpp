#include "perth/drivers/instrument.hpp"

#include "tests/alone/pad.hpp"

namespace {

perth::Task<> run() {
    const auto late = co_await perth::instrument();
    alone::seen = static_cast<int>(late.value().count());
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
