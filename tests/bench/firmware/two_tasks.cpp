// The template blink with a second task, as the peers' two tasks.
#include <board.hpp>
#include <chrono>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

namespace {

volatile std::uint32_t counter = 0;

perth::Task<> blink(perth::Scheduler&) {
    board::Led led;
    for (;;) {
        led.toggle();
        co_await perth::sleep(500ms);
    }
}

perth::Task<> count(perth::Scheduler&) {
    for (;;) {
        counter = counter + 1;
        co_await perth::sleep(333ms);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(blink);
    sch(count);
}
