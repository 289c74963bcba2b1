// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator.
#include <chrono>
#include <perth/test.hpp>

using namespace std::chrono_literals;

void perth_main(perth::Scheduler& sch);  // the program's, in src

PERTH_TEST(Counter, LeavesTheTimeToOthers) {
    perth_main(sch);
    const perth::Time start = perth::Clock::now();
    co_await perth::sleep(2500ms);
    EXPECT_GE(perth::Clock::now() - start, 2500ms);
    EXPECT_LT(perth::Clock::now() - start, 2501ms);
}

// Where the board is simulated, what the program prints is there to be read.
#if __has_include(<host.hpp>)
#include <host.hpp>

PERTH_TEST(Counter, PrintsANumberEverySecond) {
    perth::host::board().capture_console();
    perth_main(sch);
    co_await perth::sleep(2500ms);
    const std::string& console = perth::host::board().console();
    EXPECT_TRUE(console.ends_with("count 0\ncount 1\ncount 2\n")) << console;
}
#endif
