#include "perth/drivers/watchdog_group.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using WatchdogGroupTest = RuntimeTest;

Trace* story;

Task<> member(Scheduler&, WatchdogGroup& group, unsigned number, Duration period, int loops) {
    for (int i = 0; i < loops; ++i) {
        co_await sleep(period);
        group.report(number);
    }
}

TEST_F(WatchdogGroupTest, IsFedWhenTheSlowestMemberHasReported) {
    Trace trace;
    story = &trace;
    WatchdogGroup group(3, [] { (*story)("fed"); });
    Scheduler sch;
    sch(member, group, 0U, 10ms, 100);
    sch(member, group, 1U, 30ms, 100);
    sch(member, group, 2U, 70ms, 3);  // hangs after its third loop
    const auto main = [](Scheduler&) -> Task<> { co_await sleep(1s); };
    sch.run(main(sch));
    EXPECT_EQ(trace.text(), "fed@70 fed@140 fed@210");
    EXPECT_EQ(group.missing(), 0b100U);
}

TEST_F(WatchdogGroupTest, HasUpTo32Members) {
    static int fed;
    fed = 0;
    WatchdogGroup group(32, [] { ++fed; });
    for (unsigned i = 0; i < 31; ++i) group.report(i);
    EXPECT_EQ(fed, 0);
    group.report(31);
    EXPECT_EQ(fed, 1);
}

TEST_F(WatchdogGroupTest, RefusesAMemberThatIsNone) {
    WatchdogGroup group(2, [] {});
    EXPECT_EXIT(group.report(2), testing::ExitedWithCode(1),
                "@perth panic no such member of the watchdog group: 2 0");
    EXPECT_EXIT(WatchdogGroup(33, [] {}), testing::ExitedWithCode(1),
                "@perth panic a watchdog group has 1 to 32 members: 33 0");
}

}  // namespace
}  // namespace perth
