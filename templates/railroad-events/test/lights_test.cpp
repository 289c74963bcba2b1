// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator. They play the loop, which never ends.
#include "../src/lights.hpp"

#include <perth/test.hpp>

TEST(Lights, HaveNothingToDoWithoutAnEvent) {
    Lights lights;
    EXPECT_FALSE(lights.handle_event());
    EXPECT_FALSE(lights.handle_event());
}

// Where the board is simulated, a test presses the button and types.
#if __has_include(<host.hpp>)
#include <chrono>
#include <host.hpp>

using namespace std::chrono_literals;
using perth::host::board;

namespace {

constexpr int button = 8;  // P8, low when pressed

// Runs the loop until 1 s has passed. Returns how many events there were.
unsigned events_in_a_second() {
    Lights lights;
    unsigned events = 0;
    board().at(1s, [] {});
    while (perth::Clock::now() < perth::Time(1s)) {
        if (lights.handle_event()) {
            ++events;
        } else {
            lights.idle();
        }
    }
    return events;
}

}  // namespace

TEST(Lights, SwapAtEachPressOfTheButtonHoweverItBounces) {
    for (const auto press : {100ms, 500ms}) {
        for (const auto bounce : {0ms, 2ms, 5ms}) {
            board().at(press + bounce, [] { board().drive(button, false); });
            board().at(press + bounce + 1ms, [] { board().drive(button, true); });
        }
    }
    EXPECT_EQ(events_in_a_second(), 2U);
}

TEST(Lights, SwapAtEnter) {
    board().capture_console();
    board().at(100ms, [] { board().type("yes\n"); });
    board().at(200ms, [] { board().type("\r"); });
    EXPECT_EQ(events_in_a_second(), 2U);
    EXPECT_TRUE(board().console().ends_with("event 1: green\nevent 2: red\n"));
}
#endif
