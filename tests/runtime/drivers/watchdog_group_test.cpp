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

void feed() { perth::println("fed"); }  // or writes the chip's register

perth::WatchdogGroup watchdog(2, feed);

perth::Task<> work(perth::Scheduler&, unsigned member, perth::Duration period) {
    for (;;) {
        co_await perth::sleep(period);
        watchdog.report(member);
    }
}

void start(perth::Scheduler& sch) {
    sch(work, 0U, 100ms);
    sch(work, 1U, 250ms);
}

TEST_F(WatchdogGroupTest, Example) {
    Scheduler sch;
    start(sch);
    host::board().at(600ms, [&sch] { sch.stop(); });
    sch.run_forever();
    EXPECT_TRUE(host::board().console().ends_with("fed\nfed\n"));
}

}  // namespace
}  // namespace perth
