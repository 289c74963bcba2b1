// The acceptance cases TSF.
#include "perth/sync/thread_safe_flag.hpp"

#include <thread>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ThreadSafeFlagTest : public RuntimeTest {
protected:
    ThreadSafeFlag flag;
    Trace trace;
    Scheduler sch;
};

using TSF_1 = ThreadSafeFlagTest;
using TSF_2 = ThreadSafeFlagTest;
using TSF_3 = ThreadSafeFlagTest;
using TSF_4 = ThreadSafeFlagTest;
using TSF_5 = ThreadSafeFlagTest;
using TSF_6 = ThreadSafeFlagTest;

Task<> wait_once(Scheduler&, Trace& trace, ThreadSafeFlag& flag, std::string name) {
    const Result<void> result = co_await flag.wait();
    trace(name + (result ? "" : perth::name(result.error())));
}

/// Waits for the flag, but gives up after 30 ms.
Task<> wait_with_limit(Scheduler& scheduler, Trace& trace, ThreadSafeFlag& flag) {
    const TaskHandle<> waiter = scheduler(wait_once, trace, flag, "passed");
    co_await sleep(30ms);
    if (waiter.cancel() == Cancelled::yes) trace("timeout");
}

TEST_F(TSF_1, SetBeforeTheWaitItDoesNotSuspendAndIsClearAfterwards) {
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeFlag& raised) -> Task<> {
        const auto other = [](Scheduler&, Trace& inner) -> Task<> {
            inner("other");
            co_return;
        };
        raised.set();
        scheduler(other, story);
        (void)co_await raised.wait();
        story("passed");
        EXPECT_FALSE(raised.is_set());
    };
    sch.run(main(sch, trace, flag));
    EXPECT_EQ(trace.text(), "passed@0");
}

TEST_F(TSF_2, AnInterruptWakesTheWaiterAtOnce) {
    host::board().at(50ms, [this] {
        EXPECT_TRUE(hal::in_interrupt());
        flag.set();
    });
    sch.run(wait_once(sch, trace, flag, "passed"));
    EXPECT_EQ(trace.text(), "passed@50");
}

TEST_F(TSF_3, TwoSetsCountAsOne) {
    flag.set();
    flag.set();
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeFlag& raised) -> Task<> {
        (void)co_await raised.wait();
        story("first");
        co_await wait_with_limit(scheduler, story, raised);
    };
    sch.run(main(sch, trace, flag));
    EXPECT_EQ(trace.text(), "first@0 timeout@30");
}

TEST_F(TSF_4, ClearTakesTheSetBack) {
    flag.set();
    flag.clear();
    sch.run(wait_with_limit(sch, trace, flag));
    EXPECT_EQ(trace.text(), "timeout@30");
}

TEST_F(TSF_5, ASecondWaiterIsRefusedAndTheFirstUnaffected) {
    host::board().at(10ms, [this] { flag.set(); });
    sch(wait_once, trace, flag, "first");
    sch(wait_once, trace, flag, "second ");
    const auto main = [](Scheduler&) -> Task<> { co_await sleep(20ms); };
    sch.run(main(sch));
    EXPECT_EQ(trace.text(), "second already_waiting@0 first@10");
}

constexpr int sets = 1'000'000;

Task<> count_until(Scheduler&, ThreadSafeFlag& flag, const std::atomic<int>& sent, int& seen) {
    while (seen < sets) {
        (void)co_await flag.wait();
        seen = sent.load();
    }
}

TEST_F(TSF_6, AMillionSetsFromAThreadAreNeverLost) {
    host::board().restart(host::Pace::wall_clock);
    std::atomic<int> sent = 0;
    int seen = 0;
    std::thread thread([&] {
        for (int i = 0; i < sets; ++i) {
            sent.fetch_add(1);
            flag.set();
        }
    });
    sch.run(count_until(sch, flag, sent, seen));  // returns only if the last set arrives
    thread.join();
    EXPECT_EQ(seen, sets);
}

TEST_F(TSF_6, PingPongWithAThreadLosesNothing) {
    host::board().restart(host::Pace::wall_clock);
    std::atomic<int> answered = 0;
    const auto main = [](Scheduler&, ThreadSafeFlag& raised, std::atomic<int>& rounds) -> Task<> {
        for (int i = 0; i < 20'000; ++i) {
            (void)co_await raised.wait();
            rounds.fetch_add(1);
        }
    };
    std::thread thread([&] {
        for (int i = 0; i < 20'000; ++i) {
            flag.set();
            while (answered.load() <= i) std::this_thread::yield();
        }
    });
    sch.run(main(sch, flag, answered));
    thread.join();
    EXPECT_EQ(answered.load(), 20'000);
}

TEST_F(ThreadSafeFlagTest, DestroyedWhileATaskWaitsItPanics) {
    const auto misuse = [] {
        Scheduler scheduler;
        Trace story;
        {
            ThreadSafeFlag short_lived;
            scheduler(wait_once, story, short_lived, "never");
            const auto main = [](Scheduler&) -> Task<> { co_await sleep(1ms); };
            scheduler.run(main(scheduler));
        }
    };
    EXPECT_EXIT(misuse(), testing::ExitedWithCode(1),
                "@perth panic destroyed while a task waits for it: 0 0");
}

TEST_F(ThreadSafeFlagTest, DestroyedWithASetOnItsWayItTakesThatBack) {
    ThreadSafeFlag other;
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeFlag& remaining) -> Task<> {
        const TaskHandle<> waiter = scheduler(wait_once, story, remaining, "remaining");
        {
            ThreadSafeFlag local;
            local.set();
            (void)co_await local.wait();  // the flag knows its scheduler from here on
            remaining.set();
            local.set();
        }
        (void)co_await waiter;
    };
    sch.run(main(sch, trace, other));
    EXPECT_EQ(trace.text(), "remaining@0");
}

namespace example {
perth::ThreadSafeFlag flag;

void on_edge() { flag.set(); }  // in an interrupt

perth::Task<> watch(perth::Scheduler&) {
    for (int edges = 1; edges <= 3; ++edges) {
        (void)co_await flag.wait();
        perth::println("edge {}", edges);
    }
}
}  // namespace example

TEST_F(ThreadSafeFlagTest, Example) {
    for (int i = 1; i <= 3; ++i) host::board().at(i * 1ms, [] { example::on_edge(); });
    sch.run(example::watch(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("edge 1\nedge 2\nedge 3\n"));
}

}  // namespace
}  // namespace perth
