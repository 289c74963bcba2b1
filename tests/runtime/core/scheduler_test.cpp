// The acceptance cases SCH and PS: turns, sleeping, running and stopping.
#include "perth/core/scheduler.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SchedulerTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using SCH_1 = SchedulerTest;
using SCH_2 = SchedulerTest;
using SCH_3 = SchedulerTest;
using SCH_4 = SchedulerTest;
using SCH_6 = SchedulerTest;
using PS_1 = SchedulerTest;
using PS_2 = SchedulerTest;
using PS_3 = SchedulerTest;
using ReadyOrder = SchedulerTest;

Task<> three_turns(Scheduler&, Trace& trace, std::string name) {
    trace(name);
    co_await yield();
    trace(name);
    co_await yield();
    trace(name);
}

Task<> sleeper(Scheduler&, Trace& trace, std::string name, Duration duration) {
    co_await sleep(duration);
    trace(name);
}

TEST_F(SCH_1, TasksTakeTurnsInTheOrderOfCreation) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        for (const char* name : {"0", "1", "2"}) scheduler(three_turns, story, name);
        story("M");
        co_await sleep(5ms);
        story("main");
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "M@0 0@0 1@0 2@0 0@0 1@0 2@0 0@0 1@0 2@0 main@5");
}

TEST_F(SCH_2, TimersOfEqualDueRunInTheOrderOfArming) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        scheduler(sleeper, story, "A", 10ms);
        scheduler(sleeper, story, "B", 5ms);
        scheduler(sleeper, story, "C", 10ms);
        scheduler(sleeper, story, "D", 5ms);
        scheduler(sleeper, story, "E", 10ms);
        co_await sleep(10ms);
        story("main");
        co_await yield();
        co_await yield();
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "B@5 D@5 main@10 A@10 C@10 E@10");
}

TEST_F(SCH_3, RunReturnsTheValueAndTheSchedulerDestroysWhatIsLeft) {
    const auto other = [](Scheduler&, Trace& story) -> Task<> {
        const Guard guard(story, "other");
        co_await sleep(1000ms);
    };
    const auto main = [](Scheduler&) -> Task<int> {
        co_await sleep(20ms);
        co_return 7;
    };
    {
        Scheduler scheduler;
        scheduler(other, trace);
        EXPECT_EQ(scheduler.run(main(scheduler)), 7);
        EXPECT_EQ(Clock::now().time_since_epoch(), 20ms);
        EXPECT_EQ(trace.text(), "");
    }
    EXPECT_EQ(trace.text(), "~other@20");
}

Task<> two_long_sleeps(Scheduler& scheduler, Trace& trace) {
    scheduler(sleeper, trace, "short", 600s);
    co_await sleep(std::chrono::days(7));
    trace("long");
}

TEST_F(SCH_4, LongSleepsEndOnTheMicrosecond) {
    sch.run(two_long_sleeps(sch, trace));
    EXPECT_EQ(trace.text(), "short@600000 long@604800000");
}

TEST_F(SCH_4, LongSleepsEndOnTheMicrosecondWithAWrappingCounter) {
    host::board().restart(host::Pace::counter_32_bit);
    sch.run(two_long_sleeps(sch, trace));
    EXPECT_EQ(trace.text(), "short@600000 long@604800000");
}

TEST_F(SCH_6, StopEndsRunForeverWhichCanGoOn) {
    const auto stopper = [](Scheduler& scheduler, Trace& story) -> Task<> {
        co_await sleep(30ms);
        scheduler.stop();
        scheduler.stop();
        co_await sleep(30ms);
        story("later");
        scheduler.stop();
    };
    sch(stopper, trace);
    sch.run_forever();
    trace("returned");
    sch.run_forever();
    EXPECT_EQ(trace.text(), "returned@30 later@60");
}

TEST_F(PS_1, TheSchedulerIsPassedBeforeTheArguments) {
    const auto counter = [](Scheduler& scheduler, Trace& story, std::string name) -> Task<> {
        for (int i = 0; i < 3; ++i) {
            story(name);
            co_await scheduler.sleep(1s);
        }
        scheduler.stop();
    };
    sch(counter, trace, "x");
    sch.run_forever();
    EXPECT_EQ(trace.text(), "x@0 x@1000 x@2000");
}

TEST_F(PS_2, CreateTaskReturnsAHandleThatCancels) {
    const TaskHandle<> handle = sch.create_task(sleeper, trace, "never", 10ms);
    const auto main = [](Scheduler&, TaskHandle<> task) -> Task<> {
        co_await sleep(5ms);
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        co_await sleep(20ms);
    };
    sch.run(main(sch, handle));
    EXPECT_EQ(trace.text(), "");
    EXPECT_EQ(handle.status(), TaskStatus::cancelled);
}

TEST_F(PS_3, RunForeverStaysUntilStopped) {
    host::board().at(5s, [this] { sch.stop(); });
    sch.run_forever();
    EXPECT_EQ(Clock::now().time_since_epoch(), 5s);
}

TEST_F(ReadyOrder, ExpiredTimersJoinBehindAllThatTheTurnMadeReady) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        scheduler(sleeper, story, "timer", 3ms);
        co_await yield();
        busy_wait(5ms);  // the timer expires meanwhile
        scheduler(three_turns, story, "new");
        co_await yield();
        story("main");
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "new@5 main@5 timer@5 new@5 new@5");
}

TEST_F(ReadyOrder, SleepOfNothingIsAYield) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        scheduler(three_turns, story, "a");
        co_await sleep(0ms);
        story("main");
        co_await sleep_until(Time(-5ms));
        story("main");
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "a@0 main@0 a@0 main@0");
}

Task<> spin(Scheduler&) {
    for (;;) {
        busy_wait(10us);
        co_await yield();
    }
}

TEST_F(ReadyOrder, ASleeperBesideBusyTasksIsLateByLessThanARound) {
    const auto main = [](Scheduler& scheduler, Duration& shortest, Duration& longest) -> Task<> {
        for (int i = 0; i < 10; ++i) scheduler(spin);
        for (int i = 0; i < 100; ++i) {
            const Time before = Clock::now();
            co_await sleep(1ms);
            shortest = std::min(shortest, Clock::now() - before);
            longest = std::max(longest, Clock::now() - before);
        }
    };
    Duration shortest = 1h;
    Duration longest = 0s;
    sch.run(main(sch, shortest, longest));
    EXPECT_GE(shortest, 1ms);
    EXPECT_LE(longest, 1ms + 11 * 10us);
}

TEST_F(ReadyOrder, EveryKeepsItsRhythmAndTellsWhatItMissed) {
    const auto main = [](Scheduler&, Trace& story) -> Task<> {
        Every beat = every(10ms);
        for (const Duration work : {3ms, 9ms, 25ms, 1ms}) {
            busy_wait(work);
            const std::int64_t missed = co_await beat.next();
            story(fmt::format("{}", missed));
        }
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "0@10 0@20 1@45 0@50");
}

using SchedulerLookup = SchedulerTest;

TEST_F(SchedulerLookup, ChildrenAndInterruptsFindTheSchedulerThatRuns) {
    EXPECT_FALSE(sch.running());
    const auto child = [](Scheduler& expected) -> Task<bool> {
        co_await yield();
        co_return &Scheduler::current() == &expected;
    };
    EXPECT_TRUE(sch.run(child(sch)));
}

TEST_F(SchedulerLookup, OutsideOfARunningSchedulerCurrentPanics) {
    EXPECT_EXIT((void)Scheduler::current(), testing::ExitedWithCode(1),
                "@perth panic no scheduler runs here: 0 0");
}

TEST_F(SchedulerLookup, TwoSchedulersHaveTasksOfTheirOwn) {
    Scheduler other;
    other(sleeper, trace, "other", 5ms);
    sch(sleeper, trace, "first", 5ms);
    const auto main = [](Scheduler&) -> Task<> { co_await sleep(10ms); };
    sch.run(main(sch));
    EXPECT_EQ(trace.text(), "first@5");
    other.run(main(other));
    EXPECT_EQ(trace.text(), "first@5 other@15");
}

}  // namespace
}  // namespace perth
