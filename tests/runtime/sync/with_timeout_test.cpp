// The acceptance cases WF.
#include "perth/sync/with_timeout.hpp"

#include "perth/sync/event.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class TimeoutTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using WF_1 = TimeoutTest;
using WF_2 = TimeoutTest;
using WF_3 = TimeoutTest;
using WF_4 = TimeoutTest;
using WF_5 = TimeoutTest;
using WF_6 = TimeoutTest;
using EV_3 = TimeoutTest;

Task<> print_for_ever(Trace& trace) {
    const Guard guard(trace, "member");
    for (;;) {
        co_await sleep(300ms);
        trace("tick");
    }
}

Task<int> answer_after(Duration duration) {
    co_await sleep(duration);
    co_return 42;
}

TEST_F(WF_1, TheMemberIsCancelledAtTheTimeout) {
    const auto main = [](Trace& story) -> Task<> {
        const Result<void> result = co_await with_timeout(3000ms, print_for_ever(story));
        EXPECT_EQ(result.error(), Errc::timeout);
        story("caller");
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(),
              "tick@300 tick@600 tick@900 tick@1200 tick@1500 tick@1800 tick@2100 tick@2400 "
              "tick@2700 ~member@3000 caller@3000");
}

TEST_F(WF_2, AResultInTimeLeavesNoTimerBehind) {
    const auto main = [](Trace& story) -> Task<> {
        const Result<int> result = co_await with_timeout(1000ms, answer_after(100ms));
        EXPECT_EQ(result.value(), 42);
        story("result");
        const std::size_t before = host::board().idles();
        co_await sleep(2000ms);
        EXPECT_EQ(host::board().idles(), before + 1);
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "result@100");
}

struct LaunchOnExit {
    Trace& trace;
    ~LaunchOnExit() {
        const auto clean_up = [](Scheduler&, Trace& story) -> Task<> {
            co_await sleep(500ms);
            story("cleaned up");
        };
        Scheduler::current()(clean_up, trace);
    }
};

TEST_F(WF_3, AGuardMayLaunchACleanUpThatOutlivesTheMember) {
    const auto member = [](Trace& story) -> Task<> {
        const LaunchOnExit guard{story};
        co_await sleep(1h);
    };
    const auto main = [](Trace& story, auto start) -> Task<> {
        EXPECT_EQ((co_await with_timeout(100ms, start(story))).error(), Errc::timeout);
        story("timeout");
        co_await sleep(1s);
    };
    sch.run(main(trace, member));
    EXPECT_EQ(trace.text(), "timeout@100 cleaned up@600");
}

TEST_F(WF_4, TheTimeoutWinsWhereBothComeAtOnceAndAtZero) {
    const auto main = [](Trace& story) -> Task<> {
        EXPECT_EQ((co_await with_timeout(100ms, answer_after(100ms))).error(), Errc::timeout);
        story("one");
        EXPECT_EQ((co_await with_timeout(0ms, answer_after(1ms))).error(), Errc::timeout);
        story("two");
        EXPECT_EQ((co_await with_timeout(-1ms,
                                         [](Trace& inner) -> Task<int> {
                                             inner("began");
                                             co_return 7;
                                         }(story)))
                      .value(),
                  7);
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "one@100 two@100 began@100");
}

TEST_F(WF_5, ACancelledCallerTakesItsMemberAlong) {
    const auto caller = [](Scheduler&, Trace& story) -> Task<> {
        const Guard guard(story, "caller");
        (void)co_await with_timeout(1000ms, print_for_ever(story));
        story("never");
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto start) -> Task<> {
        const TaskHandle<> task = scheduler(start, story);
        co_await sleep(350ms);
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        EXPECT_EQ((co_await task).error(), Errc::cancelled);
        co_await sleep(1s);
    };
    sch.run(main(sch, trace, caller));
    EXPECT_EQ(trace.text(), "tick@300 ~member@350 ~caller@350");
}

TEST_F(WF_6, AnErrorOfTheMemberPassesThrough) {
    const auto failing = []() -> Task<Result<int>> {
        co_await sleep(20ms);
        co_return Errc::crc;
    };
    const auto main = [](Trace& story, auto start) -> Task<> {
        const Result<int> result = co_await with_timeout(100ms, start());
        EXPECT_EQ(result.error(), Errc::crc);
        story("error");
    };
    sch.run(main(trace, failing));
    EXPECT_EQ(trace.text(), "error@20");
}

TEST_F(TimeoutTest, OfAHandleCancelsThatTask) {
    const auto member = [](Scheduler&, Trace& story) -> Task<> { co_await print_for_ever(story); };
    const auto main = [](Scheduler& scheduler, Trace& story, auto start) -> Task<> {
        const TaskHandle<> task = scheduler(start, story);
        EXPECT_EQ((co_await with_timeout(400ms, task)).error(), Errc::timeout);
        EXPECT_EQ(task.status(), TaskStatus::cancelled);
        story("caller");
    };
    sch.run(main(sch, trace, member));
    EXPECT_EQ(trace.text(), "tick@300 ~member@400 caller@400");
}

TEST_F(TimeoutTest, OfAHandleCancelsItWithTheCaller) {
    const auto member = [](Scheduler&, Trace& story) -> Task<> { co_await print_for_ever(story); };
    const auto caller = [](Scheduler&, TaskHandle<> task) -> Task<> {
        (void)co_await with_timeout(1s, task);
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto start, auto wait) -> Task<> {
        const TaskHandle<> task = scheduler(start, story);
        const TaskHandle<> waiting = scheduler(wait, task);
        co_await sleep(100ms);
        (void)waiting.cancel();
        EXPECT_TRUE(task.done());
    };
    sch.run(main(sch, trace, member, caller));
    EXPECT_EQ(trace.text(), "~member@100");
}

TEST_F(TimeoutTest, NestsAndEachEndsAtItsOwnTime) {
    const auto main = [](Trace& story) -> Task<> {
        const auto inner = [](Trace& deep) -> Task<> {
            EXPECT_EQ((co_await with_timeout(50ms, print_for_ever(deep))).error(), Errc::timeout);
            deep("inner");
            co_await sleep(1h);
        };
        EXPECT_EQ((co_await with_timeout(80ms, inner(story))).error(), Errc::timeout);
        story("outer");
        EXPECT_EQ((co_await with_timeout(20ms, with_timeout(10ms, answer_after(1s)))).error(),
                  Errc::timeout);
        story("both");
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "~member@50 inner@50 outer@80 both@90");
}

TEST_F(TimeoutTest, OfAPausedTaskIsTakenAtItsResume) {
    const auto member = [](Scheduler&, Trace& story) -> Task<> {
        EXPECT_EQ((co_await with_timeout(400ms, print_for_ever(story))).error(), Errc::timeout);
        story("timeout");
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto start) -> Task<> {
        const TaskHandle<> task = scheduler(start, story);
        co_await sleep(100ms);
        (void)task.pause();
        co_await sleep(900ms);
        (void)task.resume();
        (void)co_await task;
    };
    sch.run(main(sch, trace, member));
    EXPECT_EQ(trace.text(), "~member@400 timeout@1000");
}

TEST_F(EV_3, AnEventThatIsSetAndClearedBeforeIsNotSeen) {
    const auto main = [](Trace& story) -> Task<> {
        Event event;
        event.set();
        event.clear();
        EXPECT_EQ((co_await with_timeout(30ms, event.wait())).error(), Errc::timeout);
        story("timeout");
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "timeout@30");
}

namespace example {
perth::Task<> confirm(perth::Scheduler&, perth::Event& button) {
    const auto pressed = co_await perth::with_timeout(30s, button.wait());
    perth::println("{}", pressed ? "confirmed" : "too late");
}
}  // namespace example

TEST_F(TimeoutTest, Example) {
    Event button;
    sch.run(example::confirm(sch, button));
    EXPECT_THAT(host::board().console(), testing::EndsWith("too late\n"));
    EXPECT_EQ(Clock::now(), Time(30s));
}

}  // namespace
}  // namespace perth
