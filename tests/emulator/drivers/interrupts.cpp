// The drivers that listen to edges, on the chip's own core: each edge is an interrupt of it.
#include "core_registers.hpp"
#include "perth/drivers/debounced_rotary.hpp"
#include "perth/drivers/timer_debounce.hpp"
#include "perth/perth.hpp"
#include "startup.hpp"
#include "tests/emulator/core/story.hpp"

namespace {

using namespace std::chrono_literals;
using namespace perth;
using perth::test::check;
using perth::test::Story;

constexpr unsigned irq = 20;

/// An input of the test's own; set() changes its level and calls its handler in an interrupt.
class Pin {
public:
    [[nodiscard]] bool is_on() const noexcept { return level_; }
    Result<void> on_edge(hal::Edge, hal::Callback handler) noexcept {
        handler_ = handler;
        return {};
    }
    void ignore_edges() noexcept { handler_ = {}; }

    void set(bool level) noexcept {
        level_ = level;
        interrupting_ = this;
        hal::cortex_m::nvic().pend(irq);
        asm volatile("dsb\n\tisb" ::: "memory");
    }
    static void interrupt() noexcept { interrupting_->handler_(); }

private:
    static inline Pin* interrupting_;

    volatile bool level_ = true;
    hal::Callback handler_;
};

Story story;
Pin clk;
Pin data;

/// Turns the knob by a step: four edges.
void turn(bool clockwise) noexcept {
    Pin& first = clockwise ? clk : data;
    Pin& second = clockwise ? data : clk;
    first.set(false);
    second.set(false);
    first.set(true);
    second.set(true);
}

Task<> steps_are_told(Scheduler& sch) {
    const DebouncedRotary knob(sch, clk, data, [](int step) { story(step > 0 ? "+" : "-"); });
    turn(true);
    turn(true);
    turn(false);
    story("turned");
    co_await yield();
    turn(true);
    co_await sleep(1ms);
}

/// Turns one or two steps, to and fro, between the driver's turns.
Task<> no_step_is_lost(Scheduler& sch) {
    static int up = 0;
    static int down = 0;
    const DebouncedRotary knob(sch, clk, data, [](int step) { ++(step > 0 ? up : down); });
    for (int i = 0; i < 500; ++i) {
        turn(i % 3 != 0);
        if (i % 2 == 0) co_await yield();
    }
    co_await sleep(1ms);
    check("all steps", up == 333 && down == 167);
}

Task<> contacts_settle(Scheduler& sch) {
    Pin contact;
    static Time settled;
    TimerDebounce<1> debounce(sch);
    check("added", debounce
                       .add_pin(1, contact,
                                [](int, bool is_on) {
                                    settled = Clock::now();
                                    story(is_on ? "on" : "off");
                                })
                       .has_value());
    const Time begin = Clock::now();
    for (int i = 0; i < 5; ++i) {
        contact.set(i % 2 == 1);
        busy_wait(300us);
    }
    story(debounce.running() ? "counts" : "does not count");
    co_await sleep(50ms);
    story(debounce.running() ? "counts" : "rests");
    // The last edge came 1.2 ms after the first; 20 ms behind the next whole millisecond.
    const Duration after = settled - begin;
    check("not early", after >= 22ms);
    check("not late", after < 22200us);
}

}  // namespace

PERTH_IRQ(IRQ20) { Pin::interrupt(); }

int main() {
    perth::hal::cortex_m::nvic().enable(irq);
    Scheduler sch;
    sch.run(steps_are_told(sch));
    story.check("steps are told in order", "turned + + - +");
    sch.run(no_step_is_lost(sch));
    sch.run(contacts_settle(sch));
    story.check("a bouncing contact is told once", "counts off rests");
    perth::test::finish();
}
