// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator. They play the loop, which never ends.
#include "../src/railroad.hpp"

#include <chrono>
#include <perth/test.hpp>

using namespace std::chrono_literals;

TEST(Railroad, ChangesBothLightsInEachRound) {
    Railroad railroad;
    railroad.round();
    EXPECT_EQ(railroad.red_changes(), 1U);
    EXPECT_EQ(railroad.green_changes(), 1U);
    railroad.round();
    EXPECT_EQ(railroad.red_changes(), 2U);
    EXPECT_EQ(railroad.green_changes(), 2U);
}

TEST(Railroad, DoesNotWaitInARound) {
    Railroad railroad;
    const perth::Time start = perth::Clock::now();
    for (int i = 0; i < 10; ++i) railroad.round();
    EXPECT_LT(perth::Clock::now() - start, 10ms);
}

// Where the board is simulated, what the program prints is there to be read.
#if __has_include(<host.hpp>)
#include <host.hpp>

TEST(Railroad, ReportsWhenTheRoundAfterASecondComes) {
    perth::host::board().capture_console();
    Railroad railroad;
    for (int i = 0; i < 8; ++i) {
        railroad.round();
        perth::busy_wait(150ms);
    }
    const std::string& console = perth::host::board().console();
    EXPECT_TRUE(console.ends_with("1 s: red changed 8 times, green 8\n")) << console;
}
#endif
