// {{name}}: railroad lights by cooperative tasks. Each light has a task that changes it and then
// sleeps; the scheduler runs whoever is due, one at a time.
#include <board.hpp>
#include <chrono>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

namespace {

template <typename Led>
perth::Task<> flash(perth::Scheduler&, bool is_on, unsigned& changes) {
    Led led;
    led.set(is_on);
    for (;;) {
        led.toggle();
        ++changes;
        co_await perth::sleep(150ms);  // here, and only here, others run
    }
}

perth::Task<> railroad(perth::Scheduler& sch) {
    // Plain numbers, although three tasks use them: none is interrupted by another.
    unsigned red = 0;
    unsigned green = 0;
    sch(flash<board::LedRed>, true, red);
    sch(flash<board::LedGreen>, false, green);

    for (unsigned seconds = 1;; ++seconds) {
        co_await perth::sleep(1s);
        perth::println("{} s: red changed {} times, green {}", seconds, red, green);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(railroad); }
