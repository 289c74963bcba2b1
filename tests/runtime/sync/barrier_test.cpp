// The acceptance cases BAR.
#include "perth/sync/barrier.hpp"

#include "perth/io/print.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class BarrierTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using BAR_1 = BarrierTest;
using BAR_2 = BarrierTest;
using BAR_3 = BarrierTest;
using BAR_4 = BarrierTest;

template <typename F>
Task<> rounds(Scheduler&, Trace& trace, Barrier<F>& barrier, int task, int count) {
    for (int round = 0; round < count; ++round) {
        trace(fmt::format("{}{}", round, task));
        co_await barrier.wait();
    }
}

TEST_F(BAR_1, TheLastOneCallsTheFunctionAndGoesOnFirst) {
    Barrier barrier(3, [this] { trace("S"); });
    for (int i = 0; i < 3; ++i) sch(rounds<decltype(barrier)::Action>, trace, barrier, i, 5);
    const auto main = []() -> Task<> { co_await sleep(1ms); };
    sch.run(main());
    EXPECT_EQ(trace.text(),
              "00@0 01@0 02@0 S@0 12@0 10@0 11@0 S@0 21@0 22@0 20@0 S@0 30@0 31@0 32@0 S@0 "
              "42@0 40@0 41@0 S@0");
}

Task<> print_each_second(Trace& trace) {
    const Guard guard(trace, "callable");
    for (;;) {
        co_await sleep(1000ms);
        trace("callable");
    }
}

struct Arrive {
    template <typename F>
    Task<> operator()(Scheduler&, Trace& trace, Barrier<F>& barrier, int name) const {
        co_await sleep(name * 1000ms);
        co_await barrier.wait();
        trace(fmt::format("{}", name));
    }
};

Trace* barrier_trace = nullptr;

TEST_F(BAR_2, ACoroutineIsStartedAndCanBeCancelled) {
    barrier_trace = &trace;
    Barrier barrier(4, [] { return print_each_second(*barrier_trace); });
    EXPECT_FALSE(barrier.result().has_value());
    const auto main = [](Scheduler& scheduler, Trace& story, auto& shared) -> Task<> {
        for (int i = 0; i < 3; ++i) scheduler(Arrive(), story, shared, i);
        co_await sleep(4000ms);
        EXPECT_TRUE(shared.busy());
        co_await shared.wait();
        story("main");
        EXPECT_FALSE(shared.busy());
        co_await sleep(1500ms);
        EXPECT_EQ(shared.result()->cancel(), Cancelled::yes);
        EXPECT_EQ((co_await *shared.result()).error(), Errc::cancelled);
    };
    sch.run(main(sch, trace, barrier));
    EXPECT_EQ(trace.text(), "main@4000 0@4000 1@4000 2@4000 callable@5000 ~callable@5500");
}

TEST_F(BAR_3, TriggerArrivesWithoutWaiting) {
    Barrier barrier(3, [] { return 42; });
    sch(Arrive(), trace, barrier, 0);
    const auto main = [](Trace& story, auto& shared) -> Task<> {
        co_await sleep(10ms);
        EXPECT_FALSE(shared.trigger());
        co_await sleep(10ms);
        EXPECT_TRUE(shared.trigger());
        EXPECT_EQ(*shared.result(), 42);
        story("triggered");
        co_await yield();
    };
    sch.run(main(trace, barrier));
    EXPECT_EQ(trace.text(), "triggered@20 0@20");
}

TEST_F(BAR_4, WhoArrivesTwiceBeforeOthersRanCountsForTheNextRound) {
    Barrier barrier(2);
    const auto once = [](Scheduler&, Trace& story, Barrier<>& shared) -> Task<> {
        co_await shared.wait();
        story("once");
    };
    const auto main = [](Trace& story, Barrier<>& shared) -> Task<> {
        co_await yield();
        co_await shared.wait();  // the last of round one
        EXPECT_FALSE(shared.busy());
        EXPECT_FALSE(shared.trigger());  // the first of round two
        EXPECT_TRUE(shared.busy());
        story("twice");
        co_await yield();
        EXPECT_TRUE(shared.trigger());
    };
    sch(once, trace, barrier);
    sch.run(main(trace, barrier));
    EXPECT_EQ(trace.text(), "twice@0 once@0");
}

TEST_F(BarrierTest, ACancelledArrivalDoesNotCount) {
    Barrier barrier(2);
    const auto main = [](Scheduler& scheduler, Trace& story, Barrier<>& shared) -> Task<> {
        const TaskHandle<> first = scheduler(Arrive(), story, shared, 0);
        co_await sleep(1ms);
        EXPECT_TRUE(shared.busy());
        EXPECT_EQ(first.cancel(), Cancelled::yes);
        EXPECT_FALSE(shared.busy());
        scheduler(Arrive(), story, shared, 1);
        co_await sleep(2s);
        EXPECT_TRUE(shared.trigger());
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, barrier));
    EXPECT_EQ(trace.text(), "1@2001");
}

TEST_F(BarrierTest, CancelledAfterTheReleaseItCountedForItsRound) {
    Barrier barrier(2);
    const auto main = [](Scheduler& scheduler, Trace& story, Barrier<>& shared) -> Task<> {
        const TaskHandle<> first = scheduler(Arrive(), story, shared, 0);
        co_await sleep(1ms);
        EXPECT_TRUE(shared.trigger());
        EXPECT_EQ(first.cancel(), Cancelled::yes);
        EXPECT_FALSE(shared.busy());
        EXPECT_FALSE(shared.trigger());
        EXPECT_TRUE(shared.trigger());
    };
    sch.run(main(sch, trace, barrier));
    EXPECT_EQ(trace.text(), "");
}

namespace example {
perth::Barrier start(2, [] { perth::println("all are here"); });

perth::Task<> runner(perth::Scheduler&) {
    co_await start.wait();
    perth::println("off");
}
}  // namespace example

TEST_F(BarrierTest, Example) {
    const TaskHandle<> first = sch(example::runner);
    sch(example::runner);
    const auto main = [](TaskHandle<> runner) -> Task<> { (void)co_await runner; };
    sch.run(main(first));
    EXPECT_THAT(host::board().console(), testing::EndsWith("all are here\noff\noff\n"));
}

}  // namespace
}  // namespace perth
