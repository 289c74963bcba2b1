#include "perth/drivers/transfer.hpp"

#include "tests/alone/bus.hpp"

namespace {

alone::I2c bus;

perth::Task<> run(perth::Scheduler&) {
    for (;;) (void)co_await perth::transfer(bus, {.address = 0x48});
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
