// {{name}}: shows on the LED that it is alive and counts the seconds on the console.
#include <board.hpp>
#include <chrono>
#include <perth/drivers/heartbeat.hpp>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

namespace {

perth::Task<> beat(perth::Scheduler&) {
    perth::Heartbeat<board::Led> heartbeat;
    co_await heartbeat.beat();
}

perth::Task<> count(perth::Scheduler&) {
    for (unsigned seconds = 0;; ++seconds) {
        perth::println("count {}", seconds);
        co_await perth::sleep(1s);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(beat);
    sch(count);
}
