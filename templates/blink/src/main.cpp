// {{name}}: blinks the board's LED.
#include <board.hpp>
#include <chrono>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

namespace {

perth::Task<> blink(perth::Scheduler&) {
    board::Led led;  // an output, off; pad and polarity come from the board definition
    for (;;) {
        led.toggle();
        co_await perth::sleep(500ms);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(blink); }
