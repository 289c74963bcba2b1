#include "perth/drivers/ssd0303.hpp"

#include "tests/alone/bus.hpp"

namespace {

alone::I2c bus;
perth::Ssd0303Frame frame;

perth::Task<> run(perth::Scheduler&) {
    perth::Ssd0303 oled(bus);
    (void)co_await oled.begin();
    for (unsigned i = 0;; ++i) {
        frame.pixel(i, 0, true);
        (void)co_await oled.show(frame);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
