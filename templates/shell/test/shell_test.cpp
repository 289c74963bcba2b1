// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator.
#include <chrono>
#include <perth/io/print.hpp>
#include <perth/test.hpp>

using namespace std::chrono_literals;

void perth_main(perth::Scheduler& sch);  // the program's, in src

PERTH_TEST(Shell, LeavesTheTimeToOthers) {
    perth_main(sch);
    const perth::Time start = perth::Clock::now();
    co_await perth::sleep(500ms);
    EXPECT_GE(perth::Clock::now() - start, 500ms);
    EXPECT_LT(perth::Clock::now() - start, 501ms);
    perth::println();  // behind the prompt
}

// Where the board is simulated, somebody types and what the program prints is there to be read.
#if __has_include(<host.hpp>)
#include <host.hpp>

PERTH_TEST(Shell, AnswersAtThePrompt) {
    perth::host::Board& board = perth::host::board();
    board.capture_console();
    perth_main(sch);
    co_await perth::sleep(3500ms);
    board.type("count\n");
    co_await perth::sleep(100ms);
    board.type("period = 0\n");
    co_await perth::sleep(100ms);
    board.type("count = 10 * 4\n");
    co_await perth::sleep(100ms);
    board.type("await counted(42)\n");
    co_await perth::sleep(3s);
    board.type("restart()\n");
    co_await perth::sleep(100ms);
    board.type("count\n");
    co_await perth::sleep(100ms);
    const std::string& console = board.console();
    EXPECT_TRUE(
        console.ends_with("--> count\n3\n"
                          "--> period = 0\nError: out_of_range: period\n"
                          "--> count = 10 * 4\n"
                          "--> await counted(42)\n42\n"
                          "--> restart()\n"
                          "--> count\n0\n--> "))
        << console;
}
#endif
