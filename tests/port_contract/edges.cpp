// A pad's edges, and an output. The world's part is an emulator's: in each phase it lets the pad In
// rise and fall three times. A phase begins by its line on the console; each change that the
// firmware has seen is told there, too ("level 1"), and whoever listens makes the next one then. A
// phase also begins at a whole second of the firmware's time, for emulators that follow a schedule:
// they change the pad every 20 ms from 100 ms on.
#include "behaviour.hpp"
#include "perth/hal/attention.hpp"
#include "perth/hal/pin.hpp"

namespace perth::contract {
namespace {

using hal::Edge;
using test::check;

struct Edges {
    volatile int rising = 0;
    volatile int falling = 0;
    volatile bool all_in_interrupts = true;
};

using Watched = hal::Input<In>;

void sleep_until(std::int64_t due) {
    Attention attention;
    hal::set_alarm(due, attention);
    while (!attention.any()) {
        const hal::Critical guard;
        if (!attention.any()) hal::idle();
    }
}

void begin_phase(const char* line) {
    constexpr std::int64_t second = 1'000'000;
    std::int64_t start = second;
    while (start < hal::now()) start += second;
    sleep_until(start);
    test::print(line);
}

// Returns when the pad has risen and fallen three times, but after 20 s at the latest. A change is
// told when it was seen twice: what looks at pads only now and then has seen it, too.
void follow(const Watched& input) {
    const std::int64_t patience = hal::now() + 20'000'000;
    bool level = false;
    for (int changes = 0, looks = 0; changes < 6 && hal::now() < patience;) {
        sleep_until(hal::now() + 4'000);
        looks = input.is_on() == level ? 0 : looks + 1;
        if (looks < 2) continue;
        looks = 0;
        level = !level;
        ++changes;
        test::print(level ? "level 1\n" : "level 0\n");
    }
    sleep_until(hal::now() + 20'000);
}

void watches(Watched& input, Edge edge, const char* line, int rising, int falling) {
    static Watched* watched;
    watched = &input;
    Edges edges;
    const auto count = [](void* it) {
        auto& counted = *static_cast<Edges*>(it);
        volatile int& which = watched->is_on() ? counted.rising : counted.falling;
        which = which + 1;
        if (!hal::in_interrupt()) counted.all_in_interrupts = false;
    };
    check("the pad can be watched", input.on_edge(edge, {count, &edges}).has_value());
    begin_phase(line);
    follow(input);
    input.ignore_edges();
    check("it was called for each edge asked for, with the level after it",
          edges.rising == rising && edges.falling == falling);
    check("in interrupt context", edges.all_in_interrupts);
}

void watches_nothing(Watched& input) {
    static int calls = 0;
    (void)input.on_edge(Edge::both, {[](void*) { ++calls; }});
    input.ignore_edges();
    begin_phase("drive: nobody watches\n");
    follow(input);
    check("nobody is called for edges that are ignored", calls == 0);
}

void drives() {
    begin_phase("watch: the output changes six times\n");
    hal::Output<Out> output;
    for (int i = 0; i < 6; ++i) {
        hal::busy_wait(10'000);
        output.toggle();
        check("the latch follows", output.is_on() == (i % 2 == 0));
    }
}

const Behaviour behaviour("edges", [] {
    Watched input;
    watches(input, Edge::both, "drive: both edges\n", 3, 3);
    watches(input, Edge::rising, "drive: rising edges\n", 3, 0);
    watches(input, Edge::falling, "drive: falling edges\n", 0, 3);
    watches_nothing(input);
    drives();
});

}  // namespace
}  // namespace perth::contract
