// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator.
#include <chrono>
#include <perth/test.hpp>

using namespace std::chrono_literals;

void perth_main(perth::Scheduler& sch);  // the program's, in src

PERTH_TEST(Railroad, LeavesTheTimeToTasks) {
    perth_main(sch);
    const perth::Time start = perth::Clock::now();
    co_await perth::sleep(500ms);
    EXPECT_GE(perth::Clock::now() - start, 500ms);
    EXPECT_LT(perth::Clock::now() - start, 510ms);
}

// Where the board is simulated, what the program prints is there to be read.
#if __has_include(<host.hpp>)
#include <host.hpp>

PERTH_TEST(Railroad, ChangesEachLightSevenTimesInASecond) {
    perth::host::board().capture_console();
    perth_main(sch);
    co_await perth::sleep(1100ms);
    const std::string& console = perth::host::board().console();
    EXPECT_TRUE(console.ends_with("1 s: red changed 7 times, green 7\n")) << console;
}
#endif
