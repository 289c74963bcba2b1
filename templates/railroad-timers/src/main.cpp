// {{name}}: railroad lights by periodic timers. Each light has a timer of the chip, whose interrupt
// changes it, whatever else runs at that moment.
#include <atomic>
#include <board.hpp>
#include <chrono>
#include <perth/hal/periodic_timer.hpp>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

namespace {

template <typename Led, typename Timer>
class FlashingLight {
public:
    explicit FlashingLight(bool is_on) {
        led_.set(is_on);
        if (!timer_.begin(200ms, {change, this})) perth::panic("the timer does not reach 200 ms");
    }
    [[nodiscard]] unsigned changes() const { return changes_; }

private:
    // In interrupt context: everything else stands still, so it does little and waits for nothing.
    static void change(void* light) {
        auto& self = *static_cast<FlashingLight*>(light);
        self.led_.toggle();
        self.changes_ = self.changes_ + 1;  // the only place that writes it
    }

    Led led_;
    std::atomic<unsigned> changes_ = 0;  // written by an interrupt while others read it
    perth::hal::PeriodicTimer<Timer> timer_;
};

// What the interrupts leave of the time. The timers run as long as the lights live.
perth::Task<> main_loop(perth::Scheduler&) {
    const FlashingLight<board::LedRed, perth::timer::T0> red(true);
    const FlashingLight<board::LedGreen, perth::timer::T1> green(false);
    for (unsigned seconds = 1;; ++seconds) {
        co_await perth::sleep(1s);
        perth::println("{} s: red changed {} times, green {}", seconds, red.changes(),
                       green.changes());
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(main_loop); }
