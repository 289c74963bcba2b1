// The acceptance cases TSK: handles, cancelling, children, failing.
#include "perth/core/task.hpp"

#include <utility>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class TaskTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using TSK_1 = TaskTest;
using TSK_2 = TaskTest;
using TSK_4 = TaskTest;
using TSK_5 = TaskTest;
using TSK_6 = TaskTest;

Task<> count_with_guard(Scheduler&, Trace& trace, int& count) {
    const Guard guard(trace, "guard");
    for (;;) {
        co_await sleep(1000ms);
        ++count;
    }
}

TEST_F(TSK_1, CancelRunsTheGuardAndIsTrueOnce) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        int count = 0;
        const TaskHandle<> task = scheduler(count_with_guard, story, count);
        co_await sleep(4000ms);
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        EXPECT_EQ(story.text(), "~guard@4000");
        EXPECT_TRUE(task.done());
        EXPECT_EQ(task.status(), TaskStatus::cancelled);
        EXPECT_EQ(count, 3);
        EXPECT_EQ(task.cancel(), Cancelled::already_done);
        const Result<void> result = co_await task;
        EXPECT_EQ(result.error(), Errc::cancelled);
    };
    // Main's timer is armed first, because main has its first turn first.
    sch.run(main(sch, trace));
}

TEST_F(TSK_2, CancelledBeforeItsFirstTurnItNeverRuns) {
    const auto never = [](Scheduler&, Trace& story, Guard) -> Task<> {
        story("body");
        co_return;
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto function) -> Task<> {
        const TaskHandle<> task = scheduler(function, story, Guard(story, "argument"));
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        EXPECT_EQ(task.status(), TaskStatus::cancelled);
        story("after");
        co_return;
    };
    sch.run(main(sch, trace, never));
    EXPECT_EQ(trace.text(), "~argument@0 after@0");
}

Task<int> slow_seven(Scheduler&) {
    co_await sleep(1000ms);
    co_return 7;
}

Task<> await_handle(Scheduler&, Trace& trace, std::string name, TaskHandle<int> task) {
    const Guard guard(trace, name);
    const Result<int> result = co_await task;
    trace(fmt::format("{}={}", name, *result));
}

TEST_F(TSK_4, CancellingAWaiterLeavesTheTaskAndItsOtherWaiters) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        const TaskHandle<int> foo = scheduler(slow_seven);
        const TaskHandle<> bar1 = scheduler(await_handle, story, "bar1", foo);
        const TaskHandle<> bar2 = scheduler(await_handle, story, "bar2", foo);
        co_await sleep(100ms);
        EXPECT_EQ(bar1.cancel(), Cancelled::yes);
        (void)co_await bar2;
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "~bar1@100 bar2=7@1000 ~bar2@1000");
}

Task<> child_with_guard(Trace& trace) {
    const Guard guard(trace, "child");
    co_await sleep(1000ms);
}

TEST_F(TSK_4, AnOwnedChildsLocalsDieBeforeItsParents) {
    const auto parent = [](Scheduler&, Trace& story) -> Task<> {
        const Guard guard(story, "parent");
        co_await child_with_guard(story);
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto function) -> Task<> {
        const TaskHandle<> task = scheduler(function, story);
        co_await sleep(100ms);
        EXPECT_EQ(task.cancel(), Cancelled::yes);
    };
    sch.run(main(sch, trace, parent));
    EXPECT_EQ(trace.text(), "~child@100 ~parent@100");
}

Task<Result<int>> fail_at(Scheduler&, Duration when) {
    co_await sleep(when);
    co_return Errc::crc;
}

std::vector<std::string> reports;
void report(std::uint16_t id, const void* name, Errc error) {
    EXPECT_NE(name, nullptr);
    reports.push_back(fmt::format("{} {}@{}", id, perth::name(error),
                                  Clock::now().time_since_epoch().count() / 1000));
}

TEST_F(TSK_5, ADetachedFailureIsReportedOnceAndStillDelivered) {
    reports.clear();
    sch.on_unretrieved_error(report);
    const auto main = [](Scheduler& scheduler) -> Task<> {
        const TaskHandle<Result<int>> task = scheduler(fail_at, 10ms);
        co_await sleep(50ms);
        EXPECT_EQ(task.status(), TaskStatus::failed);
        const Result<int> result = co_await task;
        EXPECT_EQ(result.error(), Errc::crc);
    };
    sch.run(main(sch));
    EXPECT_THAT(reports, ElementsAre("2 crc@10"));
    EXPECT_EQ(Clock::now().time_since_epoch(), 50ms);
}

TEST_F(TSK_5, WithoutAHandlerTheFailureIsALineOnTheConsole) {
    const auto main = [](Scheduler& scheduler) -> Task<> {
        scheduler(fail_at, 10ms);
        co_await sleep(20ms);
    };
    sch.run(main(sch));
    EXPECT_THAT(host::board().console(),
                testing::ContainsRegex("@perth unretrieved task 2 [0-9a-f]+: crc\n"));
}

TEST_F(TSK_5, AReportThatIsStillPendingGoesWithTheScheduler) {
    reports.clear();
    {
        Scheduler scheduler;
        scheduler.on_unretrieved_error(report);
        const auto fail = [](Scheduler& inner) -> Task<Result<void>> {
            inner.stop();
            co_return Errc::no_device;
        };
        scheduler(fail);
        scheduler.run_forever();
    }
    EXPECT_THAT(reports, ElementsAre("1 no_device@0"));
}

TEST_F(TSK_6, AnAwaitedFailureGoesToTheAwaiterAlone) {
    reports.clear();
    sch.on_unretrieved_error(report);
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        const TaskHandle<Result<int>> task = scheduler(fail_at, 70ms);
        const Result<int> result = co_await task;
        story(name(result.error()));
        co_await sleep(10ms);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "crc@70");
    EXPECT_THAT(reports, ElementsAre());
}

TEST_F(TSK_6, ATaskCannotCancelItself) {
    TaskHandle<> self = sch([](Scheduler&) -> Task<> { co_return; });
    const auto task = [](Scheduler&, Trace& story, TaskHandle<>& me) -> Task<> {
        EXPECT_EQ(me.cancel(), Cancelled::self);
        co_await sleep(1ms);
        story("went on");
    };
    self = sch(task, trace, self);
    const auto main = [](Scheduler&, TaskHandle<>& task) -> Task<> { (void)co_await task; };
    sch.run(main(sch, self));
    EXPECT_EQ(trace.text(), "went on@1");
}

using Child = TaskTest;

Task<int> ready_child(int value) { co_return value; }

TEST_F(Child, AHundredThousandThatCompleteAtOnceNeedNoStack) {
    const auto main = [](Scheduler&) -> Task<long> {
        const char* lowest = nullptr;
        const char* highest = nullptr;
        long sum = 0;
        for (int i = 0; i < 100'000; ++i) {
            sum += co_await ready_child(i);
            const char* const here = static_cast<const char*>(__builtin_frame_address(0));
            if (lowest == nullptr || here < lowest) lowest = here;
            if (highest == nullptr || here > highest) highest = here;
        }
        EXPECT_LT(highest - lowest, 512);
        co_return sum;
    };
    EXPECT_EQ(sch.run(main(sch)), 4'999'950'000);
}

Task<int> depth(int levels) {
    if (levels == 0) co_return 0;
    const int below = co_await depth(levels - 1);
    co_return below + 1;
}

TEST_F(Child, MayBeNestedAsDeepAsTheTaskMemoryAllows) { EXPECT_EQ(sch.run(depth(2000)), 2000); }

TEST_F(Child, RunsInItsParentsTurn) {
    const auto child = [](Trace& story) -> Task<int> {
        story("child");
        co_return 1;
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto function) -> Task<> {
        const auto other = [](Scheduler&, Trace& inner) -> Task<> {
            inner("other");
            co_return;
        };
        scheduler(other, story);
        const int value = co_await function(story);
        story(fmt::format("main{}", value));
        co_await yield();
    };
    sch.run(main(sch, trace, child));
    EXPECT_EQ(trace.text(), "child@0 main1@0 other@0");
}

TEST_F(Child, AwaitedTwicePanicsByName) {
    const auto main = [](Scheduler&) -> Task<> {
        Task<int> task = ready_child(1);
        (void)co_await std::move(task);
        (void)co_await std::move(task);  // NOLINT(bugprone-use-after-move)
    };
    EXPECT_EXIT(sch.run(main(sch)), testing::ExitedWithCode(1),
                "@perth panic task awaited or started twice: 0 0\n@perth build [0-9a-f]*\n"
                "@perth task 1 [0-9a-f]+\n@perth end\n");
}

TEST_F(Child, NeverAwaitedIsDestroyedWithItsArguments) {
    const auto unused = [](Guard) -> Task<> { co_return; };
    {
        const Task<> task = unused(Guard(trace, "argument"));
    }
    EXPECT_EQ(trace.text(), "~argument@0");
}

using Handle = TaskTest;

struct Counted {
    explicit Counted(int& alive_) : alive(&alive_) { ++*alive; }
    Counted(const Counted& other) : alive(other.alive) { ++*alive; }
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --*alive; }
    int* alive;
};

Task<Counted> make_counted(Scheduler&, int& alive) {
    co_await sleep(1ms);
    co_return Counted(alive);
}

TEST_F(Handle, KeepsTheResultUntilTheLastOneIsGone) {
    int alive = 0;
    {
        const TaskHandle<Counted> handle = sch(make_counted, alive);
        const auto main = [](Scheduler&, TaskHandle<Counted> task) -> Task<> {
            const Result<Counted> first = co_await task;
            const Result<Counted> second = co_await task;
            EXPECT_EQ(*first->alive, 3);
            (void)second;
        };
        sch.run(main(sch, handle));
        EXPECT_EQ(alive, 1);
        EXPECT_TRUE(handle.done());
    }
    EXPECT_EQ(alive, 0);
}

TEST_F(Handle, DroppedBeforeTheEndTheResultIsDestroyedAtTheEnd) {
    int alive = 0;
    sch(make_counted, alive);
    const auto main = [](Scheduler&) -> Task<> { co_await sleep(5ms); };
    sch.run(main(sch));
    EXPECT_EQ(alive, 0);
}

TEST_F(Handle, TellsIdAndNameAndStatus) {
    const TaskHandle<int> first = sch(slow_seven);
    const TaskHandle<int> second = sch(slow_seven);
    EXPECT_EQ(first.id(), 1);
    EXPECT_EQ(second.id(), 2);
    EXPECT_EQ(first.name(), second.name());
    EXPECT_EQ(first.status(), TaskStatus::ready);
    const auto main = [](Scheduler&, TaskHandle<int> task) -> Task<> {
        co_await yield();
        EXPECT_EQ(task.status(), TaskStatus::sleeping);
        (void)co_await task;
        EXPECT_EQ(task.status(), TaskStatus::done);
    };
    sch.run(main(sch, first));
}

TEST_F(Handle, OfTheTwoHundredAndFiftySixthCopyPanics) {
    const TaskHandle<int> handle = sch(slow_seven);
    const auto copy_many = [](const TaskHandle<int>& task) {
        std::vector<TaskHandle<int>> copies;
        for (int i = 0; i < 255; ++i) copies.push_back(task);
    };
    EXPECT_EXIT(copy_many(handle), testing::ExitedWithCode(1),
                "@perth panic more than 255 handles of a task: 1 0");
}

using Pause = TaskTest;

Task<> tick(Scheduler&, Trace& trace) {
    for (;;) {
        trace("tick");
        co_await sleep(10ms);
    }
}

TEST_F(Pause, ASleepThatEndsMeanwhileIsTakenAtResume) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        const TaskHandle<> ticker = scheduler(tick, story);
        co_await sleep(5ms);
        EXPECT_TRUE(ticker.pause().has_value());
        EXPECT_TRUE(ticker.paused());
        co_await sleep(20ms);
        EXPECT_TRUE(ticker.resume().has_value());
        EXPECT_FALSE(ticker.paused());
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "tick@0 tick@25");
}

TEST_F(Pause, ASleepThatIsNotOverGoesOn) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        const TaskHandle<> ticker = scheduler(tick, story);
        co_await sleep(2ms);
        (void)ticker.pause();
        co_await sleep(3ms);
        (void)ticker.resume();
        co_await sleep(6ms);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "tick@0 tick@10");
}

TEST_F(Pause, AReadyTaskLeavesTheQueueAndAWaitingOneKeepsWhatCame) {
    ThreadSafeFlag flag;
    const auto waiter = [](Scheduler&, Trace& story, ThreadSafeFlag& raised) -> Task<> {
        (void)co_await raised.wait();
        story("raised");
    };
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeFlag& raised,
                         auto function) -> Task<> {
        const TaskHandle<> ready = scheduler(tick, story);
        const TaskHandle<> waiting = scheduler(function, story, raised);
        (void)ready.pause();
        co_await yield();
        (void)waiting.pause();
        raised.set();
        co_await sleep(5ms);
        (void)ready.resume();
        (void)waiting.resume();
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, flag, waiter));
    EXPECT_EQ(trace.text(), "tick@5 raised@5");
}

TEST_F(Pause, OfItselfTakesEffectAtTheNextSuspension) {
    TaskHandle<> self = sch([](Scheduler&) -> Task<> { co_return; });
    const auto task = [](Scheduler&, Trace& story, TaskHandle<>& me) -> Task<> {
        (void)me.pause();
        story("still here");
        co_await yield();
        story("resumed");
    };
    self = sch(task, trace, self);
    const auto main = [](Scheduler&, TaskHandle<>& paused) -> Task<> {
        co_await sleep(7ms);
        (void)paused.resume();
        (void)co_await paused;
    };
    sch.run(main(sch, self));
    EXPECT_EQ(trace.text(), "still here@0 resumed@7");
}

TEST_F(Pause, OfAnEndedTaskIsAnError) {
    const TaskHandle<> task = sch(tick, trace);
    (void)task.cancel();
    EXPECT_EQ(task.pause().error(), Errc::unknown_thread);
    EXPECT_EQ(task.resume().error(), Errc::unknown_thread);
}

TEST_F(Pause, APausedTaskCanBeCancelledInAnyState) {
    ThreadSafeFlag flag;
    const auto waiter = [](Scheduler&, ThreadSafeFlag& raised) -> Task<> {
        (void)co_await raised.wait();
    };
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeFlag& raised,
                         auto function) -> Task<> {
        const TaskHandle<> ready = scheduler(tick, story);
        const TaskHandle<> sleeping = scheduler(tick, story);
        const TaskHandle<> waiting = scheduler(function, raised);
        (void)ready.pause();
        co_await yield();
        (void)sleeping.pause();
        (void)waiting.pause();
        EXPECT_EQ(ready.cancel(), Cancelled::yes);
        EXPECT_EQ(sleeping.cancel(), Cancelled::yes);
        EXPECT_EQ(waiting.cancel(), Cancelled::yes);
        co_await sleep(50ms);
    };
    sch.run(main(sch, trace, flag, waiter));
    EXPECT_EQ(trace.text(), "tick@0");
}

}  // namespace
}  // namespace perth
