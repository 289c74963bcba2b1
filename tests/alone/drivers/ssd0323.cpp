#include "perth/drivers/ssd0323.hpp"

#include "tests/alone/bus.hpp"
#include "tests/alone/pad.hpp"

namespace {

alone::Spi bus;
perth::Ssd0323Frame frame;

perth::Task<> run(perth::Scheduler&) {
    perth::Ssd0323<alone::Spi, alone::Output<0>, alone::Output<1>> oled(bus);
    (void)co_await oled.begin();
    for (unsigned i = 0;; ++i) {
        frame.pixel(i, 0, 15);
        (void)co_await oled.show(frame);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
