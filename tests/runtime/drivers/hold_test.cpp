// The acceptance cases HLD.
#include "perth/drivers/hold.hpp"

#include <array>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class HoldTest : public RuntimeTest {
protected:
    struct Tell {
        Trace* trace;
        void operator()(int value, Duration held) const {
            (*trace)(fmt::format("{} {}", value, held.count() / 1000));
        }
    };
    using Button = Hold<int, Tell>;

    /// Updates, or stops at a negative value, each at its time; then goes on until `end`.
    static Task<> play(Button& button, std::vector<std::pair<Duration, int>> updates,
                       Duration end) {
        for (const auto& [time, value] : updates) {
            co_await sleep_until(Time(time));
            if (value < 0) {
                button.stop();
            } else {
                button.update(value);
            }
        }
        co_await sleep_until(Time(end));
    }

    Trace trace;
    Scheduler sch;
};

perth::Task<> watch_grip(perth::Scheduler& sch) {
    perth::Hold held(sch, 800ms, [](bool is_on, perth::Duration) {
        perth::println("{}", is_on ? "held" : "let go");
    });
    held.update(true);  // at each change
    co_await perth::sleep(1s);
    held.update(false);
    co_await perth::sleep(1s);
}

TEST_F(HoldTest, Example) {
    sch.run(watch_grip(sch));
    EXPECT_TRUE(host::board().console().ends_with("held\nlet go\n"));
}

using HLD_1 = HoldTest;
using HLD_2 = HoldTest;
using HLD_3 = HoldTest;
using HLD_4 = HoldTest;

TEST_F(HLD_1, AChangeBeginsAnew) {
    Button button(sch, 800ms, Tell{&trace});
    sch.run(play(button, {{100ms, 0}, {500ms, 1}}, 3s));
    EXPECT_EQ(trace.text(), "1 800@1300");
}

TEST_F(HLD_2, TheSameAgainIsNoChange) {
    Button button(sch, 800ms, Tell{&trace});
    sch.run(play(button, {{0ms, 1}, {400ms, 1}}, 3s));
    EXPECT_EQ(trace.text(), "1 800@800");
    EXPECT_EQ(button.value(), 1);
    EXPECT_EQ(button.held(), 3s);
}

TEST_F(HLD_3, MayRepeat) {
    Button button(sch, 800ms, Tell{&trace}, {.repeat = 200ms});
    sch.run(play(button, {{0ms, 1}, {1250ms, 0}}, 2300ms));
    EXPECT_EQ(trace.text(), "1 800@800 1 1000@1000 1 1200@1200 0 800@2050 0 1000@2250");
}

TEST_F(HLD_3, MayBeForSomeValuesOnly) {
    static constexpr std::array<int, 1> only = {1};
    Button button(sch, 800ms, Tell{&trace}, {.repeat = 200ms, .only = only});
    sch.run(play(button, {{0ms, 1}, {1250ms, 0}}, 3s));
    EXPECT_EQ(trace.text(), "1 800@800 1 1000@1000 1 1200@1200");
}

TEST_F(HLD_4, StoppedItWaitsForAnUpdate) {
    Button button(sch, 800ms, Tell{&trace});
    sch.run(play(button, {{0ms, 1}, {500ms, -1}, {600ms, 1}}, 3s));
    EXPECT_EQ(trace.text(), "1 800@1400");
}

}  // namespace
}  // namespace perth
