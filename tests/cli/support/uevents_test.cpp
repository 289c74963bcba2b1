#include "cli/support/uevents.hpp"

#include <gtest/gtest.h>

#include "cli/support/exit.hpp"
#include "cli/support/signals.hpp"
#include "tests/cli/in_child.hpp"

// What it hears is tests/usb's business: here nothing is plugged in.
namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Clock = Uevents::Clock;

TEST(Uevents, WaitNoLongerThanToldTo) {
    Uevents uevents;
    const auto start = Clock::now();
    uevents.wait(start);
    uevents.wait(start - 1h);
    uevents.wait(start + 10ms);
    EXPECT_LT(Clock::now() - start, Uevents::patience);
}

TEST(Uevents, LetWhoWaitsLookAgainWhateverHappens) {
    Uevents uevents;
    const auto start = Clock::now();
    uevents.wait(Clock::time_point::max());
    EXPECT_LT(Clock::now() - start, 10s);
}

TEST(Uevents, EndWithCtrlC) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  Uevents uevents;
                  interrupt_after(20ms);
                  for (;;) uevents.wait(Clock::now() + 10s);
                  return 0;
              }),
              static_cast<int>(Exit::interrupted));
}

}  // namespace
}  // namespace perth::cli
