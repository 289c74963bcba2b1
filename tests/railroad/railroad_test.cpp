// The acceptance cases BK-1, 2, 4, 5 and 6: what the railroad templates do to their lights, and
// when.
#include "tests/railroad/railroad.hpp"

void railroad_roundrobin(perth::Scheduler& sch);
void railroad_timers(perth::Scheduler& sch);
void railroad_async(perth::Scheduler& sch);
void railroad_threads(perth::Scheduler& sch);

namespace perth {
namespace {

constexpr const char* every_150_ms =
    "red 0 150 300 450 600 750 900 1050 1200 1350, "
    "green 0 150 300 450 600 750 900 1050 1200 1350, always different";

using BK_1 = RailroadTest;
using BK_2 = RailroadTest;
using BK_4 = RailroadTest;
using BK_5 = RailroadTest;
using BK_6 = RailroadTest;

TEST_F(BK_1, RoundRobinChangesBothLightsEvery150Milliseconds) {
    run_endless(railroad_roundrobin, 1500ms - 1us, story, every_150_ms);
}

TEST_F(BK_2, TimersChangeBothLightsEvery200Milliseconds) {
    run(railroad_timers, 1100ms);
    EXPECT_EQ(story(), "red 200 400 600 800 1000, green 200 400 600 800 1000, always different");
}

TEST_F(BK_4, TasksChangeBothLightsWhenTheLoopDoes) {
    run(railroad_async, 1500ms - 1us);
    EXPECT_EQ(story(), every_150_ms);
}

TEST_F(BK_5, ThreadsChangeEachLight20TimesIn3Seconds) {
    std::string story_so_far;  // while both threads sleep
    host::board().at(3s - 1us, [&story_so_far] { story_so_far = story(); });
    run(railroad_threads, 3s - 1us);
    const std::string times =
        " 0 150 300 450 600 750 900 1050 1200 1350 1500 1650 1800 1950 2100 2250 2400 2550 2700 "
        "2850";
    EXPECT_EQ(story_so_far, "red" + times + ", green" + times + ", always different");
    EXPECT_TRUE(
        host::board().console().ends_with("1 s: red changed 7 times, green 7\n"
                                          "2 s: red changed 14 times, green 14\n"))
        << host::board().console();
}

TEST_F(BK_6, TheReportShowsTheSecondsFromTheStart) {
    run(railroad_timers, 3100ms);
    EXPECT_TRUE(
        host::board().console().ends_with("1 s: red changed 5 times, green 5\n"
                                          "2 s: red changed 10 times, green 10\n"
                                          "3 s: red changed 15 times, green 15\n"))
        << host::board().console();
}

}  // namespace
}  // namespace perth
