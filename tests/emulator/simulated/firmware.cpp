// Ten tasks: two lights of a level crossing, a lamp that a button switches, and seven that toggle a
// pad each second.
#include <board.hpp>
#include <chrono>
#include <perth/perth.hpp>

using namespace std::chrono_literals;
namespace hal = perth::hal;
namespace pad = perth::pad;

namespace {

template <typename Light>
perth::Task<> flash(perth::Scheduler&, bool starts_on) {
    Light light;
    light.set(starts_on);
    for (auto beat = perth::every(150ms);;) {
        co_await beat.next();
        light.toggle();
    }
}

perth::Task<> lamp(perth::Scheduler&) {
    board::LedGreen light;
    board::Button button;
    for (bool was_on = false;;) {
        const bool is_on = button.is_on();
        if (is_on && !was_on) {
            light.toggle();
            perth::println("lamp {}", light.is_on());
        }
        was_on = is_on;
        co_await perth::sleep(20ms);
    }
}

template <typename Pad>
perth::Task<> tick(perth::Scheduler&) {
    hal::Output<Pad> output;
    for (;;) {
        output.toggle();
        co_await perth::sleep(1s);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(flash<board::Led>, true);
    sch(flash<board::LedRed>, false);
    sch(lamp);
    sch(tick<pad::P10>);
    sch(tick<pad::P11>);
    sch(tick<pad::P12>);
    sch(tick<pad::P13>);
    sch(tick<pad::P14>);
    sch(tick<pad::P15>);
    sch(tick<pad::P16>);
}
