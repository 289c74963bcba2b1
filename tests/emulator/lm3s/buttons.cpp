// The buttons of the board: each is pressed and let go of by the world when its line is printed.
#include <board.hpp>

#include "verdict.hpp"

namespace {

using namespace perth;
using test::check;

struct Seen {
    volatile int presses = 0;
    volatile int releases = 0;
};

template <typename Pad>
void watches(const char* line) {
    static hal::Input<Pad, active::low, hal::Pull::up>* watched;
    hal::Input<Pad, active::low, hal::Pull::up> button;
    watched = &button;
    Seen seen;
    const auto count = [](void* it) {
        auto& counted = *static_cast<Seen*>(it);
        volatile int& which = watched->is_on() ? counted.presses : counted.releases;
        which = which + 1;
    };
    check("it is up", !button.is_on());
    check("it can be watched", button.on_edge(hal::Edge::both, {count, &seen}).has_value());
    test::print(line);
    const std::int64_t patience = hal::now() + 10'000'000;
    while (seen.releases == 0 && hal::now() < patience) continue;
    check("it was pressed and let go of once", seen.presses == 1 && seen.releases == 1);
}

}  // namespace

// QEMU's buttons are down until they are let go of for the first time.
int main() {
    test::print("key up down left right ctrl\n");
    hal::busy_wait(1'500'000);
    watches<pad::PE0>("key up\n");
    watches<pad::PE1>("key down\n");
    watches<pad::PE2>("key left\n");
    watches<pad::PE3>("key right\n");
    watches<pad::PF1>("key ctrl\n");
    test::finish();
}
