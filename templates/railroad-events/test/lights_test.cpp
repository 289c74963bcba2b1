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

namespace {

constexpr int button = 8;  // P8, low when pressed

// Runs the loop until 1 s has passed. Returns how many events there were.
unsigned events_in_a_second() {
    Lights lights;
    unsigned events = 0;
    perth::host::board().at(1s, [] {});
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
            perth::host::board().at(press + bounce,
                                    [] { perth::host::board().drive(button, false); });
            perth::host::board().at(press + bounce + 1ms,
                                    [] { perth::host::board().drive(button, true); });
        }
    }
    EXPECT_EQ(events_in_a_second(), 2U);
}

TEST(Lights, SwapAtEnter) {
    perth::host::board().capture_console();
    perth::host::board().at(100ms, [] { perth::host::board().type("yes\n"); });
    perth::host::board().at(200ms, [] { perth::host::board().type("\r"); });
    EXPECT_EQ(events_in_a_second(), 2U);
    EXPECT_TRUE(perth::host::board().console().ends_with("event 1: green\nevent 2: red\n"));
}
#endif
