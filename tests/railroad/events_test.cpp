// The acceptance case BK-3: what presses of the button do.
#include "tests/railroad/railroad.hpp"

void railroad_events(perth::Scheduler& sch);

namespace perth {
namespace {

using BK_3 = RailroadTest;

TEST_F(BK_3, WithoutEventsNothingHappens) {
    run_endless(
        railroad_events, 1h,
        [] { return fmt::format("{}, {} idle", story(), host::board().idles()); },
        "red, green, always different, 1 idle");
}

TEST_F(BK_3, EachPressOfTheButtonIsHandledOnceAndBetweenThemItIdles) {
    for (const Duration press : {100ms, 250ms, 900ms}) {
        host::board().at(press, [] { host::board().drive(button, false); });
        host::board().at(press + 70ms, [] { host::board().drive(button, true); });
    }
    // Six edges and the end.
    run_endless(
        railroad_events, 1s,
        [] { return fmt::format("{}, {} idle", story(), host::board().idles()); },
        "red 100 250 900, green 100 250 900, always different, 7 idle");
}

}  // namespace
}  // namespace perth
