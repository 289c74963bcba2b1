// The acceptance case UBT-5.
#include "perth/drivers/instrument.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class InstrumentTest : public RuntimeTest {
protected:
    static Task<> block(Scheduler&, Duration turn) {
        for (;;) {
            busy_wait(turn);
            co_await yield();
        }
    }

    Scheduler sch;
};

using UBT_5 = InstrumentTest;

TEST_F(UBT_5, GivesTheLongestTurnOfAnotherTask) {
    sch.set_order(Order::urgent_first);
    sch(block, 7ms);
    const Result<Duration> late = sch.run(instrument(100ms, 10s));
    ASSERT_TRUE(late);
    EXPECT_LE(*late, 7000us);
    EXPECT_GE(*late, 5000us);  // 7 does not divide 100: some wait ends early in a turn
    EXPECT_GE(Clock::now(), Time(10s));
    EXPECT_LT(Clock::now(), Time(10200ms));
}

TEST_F(InstrumentTest, InRoundRobinATimerWaitsForWhatIsReadyToo) {
    sch(block, 7ms);
    const Result<Duration> late = sch.run(instrument());
    ASSERT_TRUE(late);
    EXPECT_GT(*late, 7000us);  // the rest of a turn, and the same task's next one
    EXPECT_LT(*late, 14000us);
}

TEST_F(UBT_5, AnIntervalIsPositiveAndNotLongerThanTheDuration) {
    EXPECT_EQ(sch.run(instrument(0ms, 10s)).error(), Errc::invalid_argument);
    EXPECT_EQ(sch.run(instrument(2s, 1s)).error(), Errc::invalid_argument);
}

TEST_F(InstrumentTest, NobodyElseMeansNeverLate) {
    EXPECT_EQ(sch.run(instrument(100ms, 10s)).value(), 0us);
    EXPECT_EQ(Clock::now(), Time(10s));
}

perth::Task<> report(perth::Scheduler&) {
    const perth::Result<perth::Duration> late = co_await perth::instrument(100ms, 10s);
    perth::println("at most {} too late", late.value());
}

TEST_F(InstrumentTest, Example) {
    sch.run(report(sch));
    EXPECT_TRUE(host::board().console().ends_with("at most 0 us too late\n"))
        << host::board().console();
}

}  // namespace
}  // namespace perth
