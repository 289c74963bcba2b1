// The alarm for a task that does not give way, in virtual time.
#include "perth/diag/stuck_alarm.hpp"

#include <gmock/gmock.h>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class StuckAlarmTest : public RuntimeTest {
protected:
    /// Runs all tasks for a while; returns what comes beside the program's own lines.
    std::string said(Duration time) {
        testing::internal::CaptureStderr();
        sch.run([](Duration pause) -> Task<> { co_await sleep(pause); }(time));
        return testing::internal::GetCapturedStderr();
    }

    Scheduler sch;
    StuckAlarm<timer::T0> alarm{sch};
};

Task<> keeps(Scheduler&, Duration before, Duration busy) {
    co_await sleep(before);
    busy_wait(busy);
    co_await sleep(before);
    busy_wait(busy);
}

constexpr const char* one_line = "\n@perth stuck [0-9a-f]{8} 1 [0-9a-f]{8} 00000000 100\n";

TEST_F(StuckAlarmTest, NamesTheTaskOnceForEachTime) {
    sch(keeps, 10ms, 500ms);
    ASSERT_TRUE(alarm.begin(100ms));
    EXPECT_THAT(said(2s), testing::MatchesRegex(std::string(one_line) + one_line));
}

TEST_F(StuckAlarmTest, SaysNothingOfShorterTurns) {
    for (int i = 0; i < 5; ++i) sch(keeps, 10ms, 99ms);
    ASSERT_TRUE(alarm.begin(100ms));
    EXPECT_EQ(said(2s), "");
}

TEST_F(StuckAlarmTest, NoticesWithinTwoLimits) {
    for (int start = 1; start < 100; ++start) {
        Scheduler other;
        StuckAlarm<timer::T1> shifted(other);
        ASSERT_TRUE(shifted.begin(100ms));
        other(keeps, Duration(start * 1000), 200ms);
        testing::internal::CaptureStderr();
        other.run(
            [](int from) -> Task<> { co_await sleep(Duration(from * 1000 + 210'000)); }(start));
        EXPECT_NE(testing::internal::GetCapturedStderr(), "") << start;
    }
}

TEST_F(StuckAlarmTest, SleepsAreNoHogs) {
    ASSERT_TRUE(alarm.begin(10ms));
    EXPECT_EQ(said(10s), "");
}

TEST_F(StuckAlarmTest, EndsAndTakesNothingShort) {
    EXPECT_EQ(alarm.begin(999us).error(), Errc::out_of_range);
    ASSERT_TRUE(alarm.begin(100ms));
    alarm.end();
    sch(keeps, 10ms, 500ms);
    EXPECT_EQ(said(2s), "");
}

TEST_F(StuckAlarmTest, MayDieWithItsItemInTheInbox) {
    {
        StuckAlarm<timer::T1> short_lived(sch);
        ASSERT_TRUE(short_lived.begin(10ms));
        busy_wait(25ms);
    }
    EXPECT_EQ(said(1s), "");
}

}  // namespace
}  // namespace perth
