// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator.
#include <chrono>
#include <perth/test.hpp>

using namespace std::chrono_literals;

void perth_main(perth::Scheduler& sch);  // the program's, in src

PERTH_TEST(Blink, LeavesTheTimeToOthers) {
    perth_main(sch);
    const perth::Time start = perth::Clock::now();
    co_await perth::sleep(1250ms);
    EXPECT_GE(perth::Clock::now() - start, 1250ms);
    EXPECT_LT(perth::Clock::now() - start, 1251ms);
}

// Where the board is simulated, what the program does to its pins is there to be read.
#if __has_include(<host.hpp>)
#include <host.hpp>

PERTH_TEST(Blink, ChangesTheLedEveryHalfSecond) {
    perth_main(sch);
    co_await perth::sleep(1250ms);
    const auto& changes = perth::host::board().pin_changes();
    EXPECT_EQ(changes.size(), 4U);  // off at first, then at 0, 500 and 1000 ms
    for (std::size_t i = 1; i < changes.size(); ++i) {
        EXPECT_EQ(changes[i].time, (i - 1) * 500ms);
        EXPECT_NE(changes[i].level, changes[i - 1].level);
    }
}
#endif
