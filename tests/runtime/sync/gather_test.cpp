// The acceptance cases GA, and CAN-1 and CAN-2: who dies with whom.
#include "perth/sync/gather.hpp"

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class GatherTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using GA_1 = GatherTest;
using GA_2 = GatherTest;
using GA_3 = GatherTest;
using GA_4 = GatherTest;
using GA_5 = GatherTest;
using GA_6 = GatherTest;
using CAN_1 = GatherTest;
using CAN_2 = GatherTest;

Task<Result<int>> work(Trace& trace, int id, Duration duration, Errc error = Errc::none) {
    co_await sleep(duration);
    trace(fmt::format("{}", id));
    if (error != Errc::none) co_return error;
    co_return id;
}

TEST_F(GA_1, TheFirstErrorEndsTheWaitAndTheOthersGoOn) {
    const auto main = [](Trace& story) -> Task<> {
        const auto result = co_await gather(work(story, 1, 100ms), work(story, 2, 50ms, Errc::crc),
                                            work(story, 3, 200ms));
        EXPECT_EQ(result.error(), Errc::crc);
        story("error");
        co_await sleep(1s);
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "2@50 error@50 1@100 3@200");
}

TEST_F(GA_2, CollectedEachHasItsResult) {
    const auto main = [](Trace& story) -> Task<> {
        const auto [one, two, three] = co_await gather_results(
            work(story, 1, 100ms), work(story, 2, 50ms, Errc::crc), work(story, 3, 200ms));
        EXPECT_EQ(one.value(), 1);
        EXPECT_EQ(two.error(), Errc::crc);
        EXPECT_EQ(three.value(), 3);
        story("all");
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "2@50 1@100 3@200 all@200");
}

TEST_F(GA_3, CancellingTheGathererCancelsTheMembers) {
    const auto gatherer = [](Scheduler&, Trace& story) -> Task<> {
        const Guard guard(story, "gatherer");
        (void)co_await gather(work(story, 1, 100ms), work(story, 2, 200ms));
        story("never");
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto start) -> Task<> {
        const TaskHandle<> task = scheduler(start, story);
        co_await sleep(50ms);
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        co_await sleep(1s);
    };
    sch.run(main(sch, trace, gatherer));
    EXPECT_EQ(trace.text(), "~gatherer@50");
}

Task<int> at_once() { co_return 1; }

TEST_F(GA_4, NoneIsAtOnceAndWhatHasEndedCounts) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        EXPECT_TRUE((co_await gather()).has_value());
        (void)co_await gather_results();
        story("none");
        const TaskHandle<int> earlier = scheduler.create_task(at_once());
        co_await yield();
        EXPECT_TRUE(earlier.done());
        const auto result = co_await gather(earlier, work(story, 2, 5ms));
        EXPECT_EQ(result.value(), std::tuple(1, 2));
        story("both");
        const auto again = co_await gather(earlier, earlier);
        EXPECT_EQ(again.value(), std::tuple(1, 1));
        story("at once");
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "none@0 2@5 both@5 at once@5");
}

Task<> for_ever() {
    for (;;) co_await sleep(1s);
}

/// The members of GA-5 but the first.
Task<int> six_seconds(Trace& trace) {
    co_await sleep(6s);
    trace("42");
    co_return 42;
}
Task<Result<void>> bounded_for_ever(Trace& trace) {
    const Result<void> result = co_await with_timeout(7s, for_ever());
    trace("timeout");
    co_return result;
}

TEST_F(GA_5, CollectedAMemberMayBeCancelledOrTimeOut) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        const TaskHandle<> cancelled = scheduler.create_task(for_ever());
        const auto killer = [](Scheduler&, TaskHandle<> task) -> Task<> {
            co_await sleep(5s);
            (void)task.cancel();
        };
        scheduler(killer, cancelled);
        const auto [one, two, three] =
            co_await gather_results(cancelled, six_seconds(story), bounded_for_ever(story));
        EXPECT_EQ(one.error(), Errc::cancelled);
        EXPECT_EQ(two.value(), 42);
        EXPECT_EQ(three.error(), Errc::timeout);
        story("all");
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "42@6000 timeout@7000 all@7000");
}

TEST_F(GA_5, NotCollectedTheCancelledOneEndsTheWait) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        const TaskHandle<> cancelled = scheduler.create_task(for_ever());
        const auto killer = [](Scheduler&, TaskHandle<> task) -> Task<> {
            co_await sleep(5s);
            (void)task.cancel();
        };
        scheduler(killer, cancelled);
        const auto result = co_await gather(cancelled, six_seconds(story), bounded_for_ever(story));
        EXPECT_EQ(result.error(), Errc::cancelled);
        story("cancelled");
        co_await sleep(10s);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "cancelled@5000 42@6000 timeout@7000");
}

Task<int> squares(Trace& trace, int n) {
    for (int i = 0; i < n; ++i) co_await sleep(200ms * n);
    trace(fmt::format("{}", n));
    co_return (n - 1) * (n - 1);
}

TEST_F(GA_6, ResultsAreInTheOrderOfTheArguments) {
    const auto main = [](Trace& story) -> Task<> {
        const auto result =
            co_await gather(squares(story, 2), squares(story, 3), squares(story, 4));
        EXPECT_EQ(result.value(), std::tuple(1, 4, 9));
        story("all");
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "2@800 3@1800 4@3200 all@3200");
}

struct Victim {
    TaskHandle<>* handle = nullptr;
};

Task<> cancel_victim(Trace& trace, const Victim& victim) {
    const Guard guard(trace, "member");
    co_await sleep(10ms);
    EXPECT_EQ(victim.handle->cancel(), Cancelled::yes);
    EXPECT_FALSE(victim.handle->done());
    trace("member goes on");
    co_await sleep(1ms);
    trace("never");
}

TEST_F(CAN_1, AMemberCancelsItsGatheringParent) {
    Victim victim;
    const auto parent = [](Scheduler&, Trace& story, const Victim& who) -> Task<> {
        const Guard guard(story, "parent");
        (void)co_await gather(cancel_victim(story, who), work(story, 2, 1s));
        story("never");
    };
    TaskHandle<> task = sch(parent, trace, victim);
    victim.handle = &task;
    const auto main = [](Trace& story, TaskHandle<> cancelled) -> Task<> {
        EXPECT_EQ((co_await cancelled).error(), Errc::cancelled);
        story("main");
        co_await sleep(2s);
    };
    sch.run(main(trace, task));
    EXPECT_EQ(trace.text(), "member goes on@10 ~member@10 ~parent@10 main@10");
}

TEST_F(CAN_1, AlsoThroughAGatherInAGatherAndFromAChild) {
    Victim victim;
    const auto deep = [](Trace& story, const Victim& who) -> Task<> {
        co_await cancel_victim(story, who);
    };
    const auto middle = [](Trace& story, const Victim& who, auto start) -> Task<> {
        (void)co_await gather(start(story, who), work(story, 2, 1s));
    };
    const auto parent = [](Scheduler&, Trace& story, const Victim& who, auto start,
                           auto inner) -> Task<> {
        const Guard guard(story, "parent");
        (void)co_await gather_results(start(story, who, inner));
    };
    TaskHandle<> task = sch(parent, trace, victim, middle, deep);
    victim.handle = &task;
    const auto main = []() -> Task<> { co_await sleep(2s); };
    sch.run(main());
    EXPECT_EQ(trace.text(), "member goes on@10 ~member@10 ~parent@10");
}

TEST_F(CAN_2, AChildCancelsItsOwnerUnderATimeout) {
    Victim victim;
    const auto owner = [](Scheduler&, Trace& story, const Victim& who) -> Task<> {
        const Guard guard(story, "owner");
        (void)co_await with_timeout(1s, cancel_victim(story, who));
        story("never");
    };
    TaskHandle<> task = sch(owner, trace, victim);
    victim.handle = &task;
    const auto main = []() -> Task<> { co_await sleep(2s); };
    sch.run(main());
    EXPECT_EQ(trace.text(), "member goes on@10 ~member@10 ~owner@10");
}

TEST_F(CAN_2, ATaskUnderATimeoutCancelsWhoBoundsIt) {
    Victim victim;
    const auto owner = [](Scheduler& scheduler, Trace& story, const Victim& who) -> Task<> {
        const Guard guard(story, "owner");
        (void)co_await with_timeout(1s, scheduler.create_task(cancel_victim(story, who)));
        story("never");
    };
    TaskHandle<> task = sch(owner, trace, victim);
    victim.handle = &task;
    const auto main = []() -> Task<> { co_await sleep(2s); };
    sch.run(main());
    EXPECT_EQ(trace.text(), "member goes on@10 ~member@10 ~owner@10");
}

TEST_F(GatherTest, ASchedulerThatIsDestroyedTakesGatherersAndMembers) {
    {
        Scheduler other;
        const auto gatherer = [](Scheduler&, Trace& story) -> Task<> {
            const Guard guard(story, "gatherer");
            (void)co_await gather(work(story, 1, 100ms), bounded_for_ever(story));
        };
        other(gatherer, trace);
        const auto main = []() -> Task<> { co_await sleep(10ms); };
        other.run(main());
    }
    EXPECT_EQ(trace.text(), "~gatherer@10");
}

namespace example {
perth::Task<int> measure(int value) {
    co_await perth::sleep(1s);
    co_return value;
}
perth::Task<int> sum() {
    const auto both = co_await perth::gather(measure(1), measure(2));
    const auto [one, two] = both.value();  // after one second
    co_return one + two;
}
}  // namespace example

TEST_F(GatherTest, Example) {
    Scheduler scheduler;
    EXPECT_EQ(scheduler.run(example::sum()), 3);
    EXPECT_EQ(Clock::now(), Time(1s));
}

}  // namespace
}  // namespace perth
