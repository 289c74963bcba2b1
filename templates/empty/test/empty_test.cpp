// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator.
#include <chrono>
#include <perth/test.hpp>

using namespace std::chrono_literals;

PERTH_TEST(Time, PassesWhileATaskSleeps) {
    const perth::Time start = perth::Clock::now();
    co_await perth::sleep(100ms);
    EXPECT_GE(perth::Clock::now() - start, 100ms);
}
