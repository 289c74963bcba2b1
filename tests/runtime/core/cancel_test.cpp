// The acceptance cases CAN of which no primitive of a later floor is needed: what is destroyed
// when.
#include <memory>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class CancelTest : public RuntimeTest {
protected:
    Trace trace;
};

using CAN_core = CancelTest;
using CAN_4 = CancelTest;
using CAN_5 = CancelTest;

struct Owner {
    TaskHandle<>* handle = nullptr;
};

Task<> cancel_owner(Trace& trace, const Owner& owner) {
    const Guard guard(trace, "child");
    EXPECT_EQ(owner.handle->cancel(), Cancelled::yes);
    EXPECT_FALSE(owner.handle->done());
    EXPECT_EQ(owner.handle->cancel(), Cancelled::already_done);
    trace("child goes on");
    co_await sleep(1ms);
    trace("never");
}

Task<> own_a_child(Scheduler&, Trace& trace, const Owner& owner) {
    const Guard guard(trace, "owner");
    co_await cancel_owner(trace, owner);
    trace("never");
}

TEST_F(CAN_core, AChildThatCancelsItsOwnerRunsToItsNextSuspension) {
    Scheduler sch;
    Owner owner;
    TaskHandle<> task = sch(own_a_child, trace, owner);
    owner.handle = &task;
    const auto main = [](Scheduler&, Trace& story, TaskHandle<> cancelled) -> Task<> {
        const Result<void> result = co_await cancelled;
        EXPECT_EQ(result.error(), Errc::cancelled);
        story("main");
    };
    sch.run(main(sch, trace, task));
    EXPECT_EQ(trace.text(), "child goes on@0 ~child@0 ~owner@0 main@0");
}

TEST_F(CAN_core, AnOwnerThatEndsInTheSameTurnIsCancelledAllTheSame) {
    Scheduler sch;
    Owner owner;
    const auto child = [](const Owner& who) -> Task<> {
        EXPECT_EQ(who.handle->cancel(), Cancelled::yes);
        co_return;
    };
    const auto parent = [](Scheduler&, Trace& story, const Owner& who, auto function) -> Task<> {
        const Guard guard(story, "owner");
        co_await function(who);
        story("owner ends");
    };
    TaskHandle<> task = sch(parent, trace, owner, child);
    owner.handle = &task;
    const auto main = [](Scheduler&) -> Task<> { co_await sleep(1ms); };
    sch.run(main(sch));
    EXPECT_EQ(trace.text(), "owner ends@0 ~owner@0");
    EXPECT_EQ(task.status(), TaskStatus::cancelled);
}

Task<> clean_up(Scheduler&, Trace& trace) {
    co_await sleep(500ms);
    trace("cleaned up");
}

struct LaunchOnExit {
    Scheduler& scheduler;
    Trace& trace;
    ~LaunchOnExit() { scheduler(clean_up, trace); }
};

Task<> guarded(Scheduler& scheduler, Trace& trace) {
    const LaunchOnExit guard{scheduler, trace};
    co_await sleep(1h);
}

TEST_F(CAN_4, AGuardMayCreateATaskWhenItsTaskIsCancelled) {
    Scheduler sch;
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        const TaskHandle<> task = scheduler(guarded, story);
        co_await sleep(100ms);
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        co_await sleep(1s);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "cleaned up@600");
}

TEST_F(CAN_4, AGuardThatCreatesATaskInADyingSchedulerPanics) {
    const auto destroy = [this] {
        Scheduler sch;
        sch(guarded, trace);
        const auto main = [](Scheduler&) -> Task<> { co_await sleep(1ms); };
        sch.run(main(sch));
    };
    EXPECT_EXIT(destroy(), testing::ExitedWithCode(1),
                "@perth panic task created in a scheduler that is being destroyed: 0 0");
}

TEST_F(CAN_4, DestroyingARunningSchedulerPanics) {
    const auto destroy = [] {
        auto sch = std::make_unique<Scheduler>();
        const auto suicide = [](Scheduler&, std::unique_ptr<Scheduler>& mine) -> Task<> {
            mine.reset();
            co_return;
        };
        sch->run(suicide(*sch, sch));
    };
    EXPECT_EXIT(destroy(), testing::ExitedWithCode(1),
                "@perth panic scheduler destroyed while it runs: 0 0");
}

TEST_F(CAN_5, CancellingTheCurrentTaskDoesNothing) {
    Scheduler sch;
    Owner owner;
    const auto task = [](Scheduler&, Trace& story, const Owner& me) -> Task<> {
        const Guard guard(story, "task");
        EXPECT_EQ(me.handle->cancel(), Cancelled::self);
        co_await sleep(1ms);
        story("went on");
    };
    TaskHandle<> handle = sch(task, trace, owner);
    owner.handle = &handle;
    const auto main = [](Scheduler&) -> Task<> { co_await sleep(5ms); };
    sch.run(main(sch));
    EXPECT_EQ(trace.text(), "went on@1 ~task@1");
}

TEST_F(CAN_core, ATaskWaitingInEachWayIsTakenOutOfItsQueue) {
    Scheduler sch;
    ThreadSafeFlag flag;
    const auto in_child = [](Scheduler&, Trace& story) -> Task<> {
        co_await [](Trace& inner) -> Task<> {
            const Guard guard(inner, "deep");
            co_await sleep(20ms);
        }(story);
    };
    const auto on_flag = [](Scheduler&, ThreadSafeFlag& raised) -> Task<> {
        (void)co_await raised.wait();
    };
    const auto on_handle = [](Scheduler&, TaskHandle<> other) -> Task<> { (void)co_await other; };
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeFlag& raised, auto child,
                         auto waiter, auto joiner) -> Task<> {
        const TaskHandle<> deep = scheduler(child, story);
        const TaskHandle<> waiting = scheduler(waiter, raised);
        const TaskHandle<> joining = scheduler(joiner, deep);
        co_await sleep(10ms);
        const TaskHandle<> ready = scheduler(waiter, raised);
        EXPECT_EQ(joining.cancel(), Cancelled::yes);
        EXPECT_EQ(ready.cancel(), Cancelled::yes);
        EXPECT_EQ(waiting.cancel(), Cancelled::yes);
        EXPECT_EQ(deep.cancel(), Cancelled::yes);
        raised.set();
        co_await sleep(100ms);
    };
    sch.run(main(sch, trace, flag, in_child, on_flag, on_handle));
    EXPECT_EQ(trace.text(), "~deep@10");
    EXPECT_TRUE(flag.is_set());
}

}  // namespace
}  // namespace perth
