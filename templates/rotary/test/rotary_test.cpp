// The tests of {{name}}: `perth test` runs them on this computer, `perth test -b BOARD` in a
// board's emulator.
#include <chrono>
#include <perth/test.hpp>

using namespace std::chrono_literals;

void perth_main(perth::Scheduler& sch);  // the program's, in src

PERTH_TEST(Knob, LeavesTheTimeToOthers) {
    perth_main(sch);
    const perth::Time start = perth::Clock::now();
    co_await perth::sleep(500ms);
    EXPECT_GE(perth::Clock::now() - start, 500ms);
    EXPECT_LT(perth::Clock::now() - start, 510ms);
}

// Where the board is simulated, a test turns the knob and presses it.
#if __has_include(<host.hpp>)
#include <host.hpp>

using perth::host::board;

namespace {

// The pads of host's board definition; all are high at rest.
constexpr int clk = 10;
constexpr int data = 11;
constexpr int button = 8;

// Changes a pad; contacts bounce when they close.
void change(std::chrono::milliseconds time, int pad, bool level) {
    board().at(time, [=] { board().drive(pad, level); });
    if (level) return;
    for (const auto bounce : {200us, 600us}) {
        board().at(time + bounce, [=] { board().drive(pad, true); });
        board().at(time + bounce + 200us, [=] { board().drive(pad, false); });
    }
}

// Turns the knob by one step, which takes 40 ms; `first` is the pin that goes first.
void turn(std::chrono::milliseconds time, int first) {
    const int second = first == clk ? data : clk;
    change(time, first, false);
    change(time + 10ms, second, false);
    change(time + 20ms, first, true);
    change(time + 30ms, second, true);
}

}  // namespace

PERTH_TEST(Knob, CountsStepsHoweverItBounces) {
    board().capture_console();
    perth_main(sch);
    turn(100ms, clk);
    turn(200ms, clk);
    turn(300ms, data);
    co_await perth::sleep(400ms);
    EXPECT_TRUE(board().console().ends_with("position 1\nposition 2\nposition 1\n"))
        << board().console();
}

PERTH_TEST(Knob, IsSetToZeroByHoldingItForASecond) {
    board().capture_console();
    perth_main(sch);
    turn(100ms, data);
    change(500ms, button, false);
    change(1400ms, button, true);  // too short
    change(2000ms, button, false);
    turn(3200ms, clk);
    co_await perth::sleep(4s);
    EXPECT_TRUE(board().console().ends_with("position -1\nposition 0, reset\nposition 1\n"))
        << board().console();
}
#endif
