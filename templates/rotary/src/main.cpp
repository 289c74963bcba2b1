// {{name}}: prints the position of a rotary encoder; holding its switch for a second resets it.
#include <board.hpp>
#include <chrono>
#include <perth/drivers/debounced_rotary.hpp>
#include <perth/drivers/hold.hpp>
#include <perth/drivers/timer_debounce.hpp>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

namespace {

perth::Task<> watch_knob(perth::Scheduler& sch) {
    int position = 0;

    // Interrupts at the edges of both pins decode the steps; bouncing contacts are no steps.
    board::EncoderClk clk;  // off at rest
    board::EncoderData data;
    const auto step = [&position](int direction) {
        position += direction;
        perth::println("position {}", position);
    };
    const perth::DebouncedRotary knob(sch, clk, data, step, {.invert = true});

    // Three drivers in a row: the pin, what it is when it has settled, how long it has been that.
    board::Button button;
    perth::Hold held(sch, 1s, [&position](bool is_pressed, perth::Duration) {
        if (!is_pressed) return;
        position = 0;
        perth::println("position 0, reset");
    });
    perth::TimerDebounce<1> debounce(sch);
    const auto added =
        debounce.add_pin(0, button, [&held](int, bool is_pressed) { held.update(is_pressed); });
    if (!added) perth::println("the button cannot be watched");

    for (;;) co_await perth::sleep(1h);  // the drivers live here and need no help
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(watch_knob); }
