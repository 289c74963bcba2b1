// {{name}}: railroad lights by threads. Each light has a thread with a stack of its own, which may
// be interrupted anywhere to let another run. The scheduler with its tasks is the main thread.
#include <atomic>
#include <board.hpp>
#include <chrono>
#include <perth/core/thread.hpp>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

namespace {

struct Light {
    bool is_on_at_first;
    std::atomic<unsigned> changes = 0;  // one thread writes it while another reads
};

template <typename Led>
void flash(Light& light) {
    Led led;
    led.set(light.is_on_at_first);
    while (!perth::this_thread::stop_requested()) {
        led.toggle();
        light.changes = light.changes + 1;
        perth::this_thread::sleep_for(150ms);
    }
}

// The threads run as long as this task lives.
perth::Task<> railroad(perth::Scheduler&) {
    Light red = {.is_on_at_first = true};
    Light green = {.is_on_at_first = false};
    perth::Thread<512> first;
    perth::Thread<512> second;
    first.start(flash<board::LedRed>, red);
    second.start(flash<board::LedGreen>, green);

    for (unsigned seconds = 1;; ++seconds) {
        co_await perth::sleep(1s);
        perth::println("{} s: red changed {} times, green {}", seconds, red.changes.load(),
                       green.changes.load());
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(railroad); }
