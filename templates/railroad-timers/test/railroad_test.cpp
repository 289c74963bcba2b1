// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator.
#include <chrono>
#include <perth/perth.hpp>
#include <perth/test.hpp>

using namespace std::chrono_literals;

void perth_main(perth::Scheduler& sch);  // the program's, in src

PERTH_TEST(Railroad, LeavesTheTimeToOthers) {
    perth_main(sch);
    const perth::Time start = perth::Clock::now();
    co_await perth::sleep(500ms);
    EXPECT_GE(perth::Clock::now() - start, 500ms);
    EXPECT_LT(perth::Clock::now() - start, 510ms);
}

// Where the board is simulated, what the program does to its pins is there to be read.
#if __has_include(<host.hpp>)
#include <host.hpp>

PERTH_TEST(Railroad, ChangesTheLightsWhileATaskDoesNotGiveWay) {
    perth_main(sch);
    co_await perth::yield();
    const auto& changes = perth::host::board().pin_changes();
    const std::size_t before = changes.size();
    perth::busy_wait(500ms);
    EXPECT_EQ(changes.size() - before, 4U);  // both, at 200 and at 400 ms
}

PERTH_TEST(Railroad, ReportsFiveChangesOfEachLightInASecond) {
    perth::host::board().capture_console();
    perth_main(sch);
    co_await perth::sleep(1100ms);
    const std::string& console = perth::host::board().console();
    EXPECT_TRUE(console.ends_with("1 s: red changed 5 times, green 5\n")) << console;
}
#endif
