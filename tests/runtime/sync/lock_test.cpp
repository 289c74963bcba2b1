// The acceptance cases LK.
#include "perth/sync/lock.hpp"

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class LockTest : public RuntimeTest {
protected:
    Trace trace;
    Lock lock;
    Scheduler sch;
};

using LK_1 = LockTest;
using LK_2 = LockTest;
using LK_3 = LockTest;
using LK_4 = LockTest;
using LK_5 = LockTest;

/// Acquires the lock, tells so, and holds it for that long.
Task<> hold(Scheduler&, Trace& trace, Lock& lock, std::string name, Duration duration) {
    co_await lock.acquire();
    trace(name);
    co_await sleep(duration);
    EXPECT_TRUE(lock.release());
}

TEST_F(LK_1, ThreeTasksHoldItOneAfterTheOther) {
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared) -> Task<> {
        const TaskHandle<> tasks[] = {scheduler(hold, story, shared, "0", 1000ms),
                                      scheduler(hold, story, shared, "1", 1000ms),
                                      scheduler(hold, story, shared, "2", 1000ms)};
        for (const TaskHandle<>& task : tasks) (void)co_await task;
        story(shared.locked() ? "locked" : "free");
    };
    sch.run(main(sch, trace, lock));
    EXPECT_EQ(trace.text(), "0@0 1@1000 2@2000 free@3000");
}

TEST_F(LK_2, ReleasingAFreeLockIsAnError) {
    EXPECT_EQ(lock.release().error(), Errc::not_locked);
    EXPECT_TRUE(lock.try_acquire());
    EXPECT_FALSE(lock.try_acquire());
    EXPECT_TRUE(lock.release());
    EXPECT_EQ(lock.release().error(), Errc::not_locked);
    EXPECT_FALSE(lock.locked());
}

TEST_F(LK_2, ReleasingALockThatIsOnlyReservedIsAnErrorToo) {
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared) -> Task<> {
        co_await shared.acquire();
        scheduler(hold, story, shared, "0", 10ms);
        scheduler(hold, story, shared, "1", 10ms);
        co_await yield();
        EXPECT_TRUE(shared.release());
        EXPECT_TRUE(shared.locked());
        EXPECT_EQ(shared.release().error(), Errc::not_locked);
        EXPECT_FALSE(shared.try_acquire());
        co_await sleep(1s);
    };
    sch.run(main(sch, trace, lock));
    EXPECT_EQ(trace.text(), "0@0 1@10");
}

TEST_F(LK_3, AReservationOfACancelledWaiterGoesToTheNext) {
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared) -> Task<> {
        co_await shared.acquire();
        const TaskHandle<> first = scheduler(hold, story, shared, "a0", 1ms);
        const TaskHandle<> second = scheduler(hold, story, shared, "a1", 1ms);
        scheduler(hold, story, shared, "a2", 1ms);
        co_await sleep(5ms);
        EXPECT_EQ(second.cancel(), Cancelled::yes);
        EXPECT_TRUE(shared.release());
        EXPECT_EQ(first.cancel(), Cancelled::yes);
        EXPECT_TRUE(shared.locked());
        co_await sleep(5ms);
        EXPECT_FALSE(shared.locked());
    };
    sch.run(main(sch, trace, lock));
    EXPECT_EQ(trace.text(), "a2@5");
}

TEST_F(LK_3, AReservationOfTheLastWaiterFreesTheLock) {
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared) -> Task<> {
        co_await shared.acquire();
        const TaskHandle<> only = scheduler(hold, story, shared, "never", 1ms);
        co_await yield();
        EXPECT_TRUE(shared.release());
        EXPECT_EQ(only.cancel(), Cancelled::yes);
        EXPECT_FALSE(shared.locked());
    };
    sch.run(main(sch, trace, lock));
    EXPECT_EQ(trace.text(), "");
}

TEST_F(LK_3, AReservationThatComesWithTheTimeoutGoesToTheNext) {
    const auto impatient = [](Scheduler&, Trace& story, Lock& shared) -> Task<> {
        const Result<void> result = co_await with_timeout(10ms, shared.acquire());
        story(perth::name(result.error()));
    };
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared, auto start) -> Task<> {
        co_await shared.acquire();
        const TaskHandle<> task = scheduler(start, story, shared);
        scheduler(hold, story, shared, "next", 1ms);
        co_await sleep(5ms);
        (void)task.pause();  // so that the reservation and the timeout meet
        EXPECT_TRUE(shared.release());
        co_await sleep(10ms);
        (void)task.resume();
        co_await sleep(10ms);
        EXPECT_FALSE(shared.locked());
    };
    sch.run(main(sch, trace, lock, impatient));
    EXPECT_EQ(trace.text(), "next@10 timeout@15");
}

TEST_F(LK_4, WhoReleasesAndAcquiresAgainWaitsBehindTheNext) {
    const auto greedy = [](Scheduler&, Trace& story, Lock& shared) -> Task<> {
        for (int i = 0; i < 2; ++i) {
            co_await shared.acquire();
            story("T1");
            co_await sleep(10ms);
            EXPECT_TRUE(shared.release());
        }
    };
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared, auto start) -> Task<> {
        const TaskHandle<> first = scheduler(start, story, shared);
        scheduler(hold, story, shared, "T2", 10ms);
        (void)co_await first;
    };
    sch.run(main(sch, trace, lock, greedy));
    EXPECT_EQ(trace.text(), "T1@0 T2@10 T1@20");
}

TEST_F(LK_5, AGuardReleasesOnErrorAndOnCancellation) {
    const auto failing = [](Scheduler&, Lock& shared) -> Task<Result<int>> {
        const auto guard = co_await shared.scoped();
        co_return Errc::crc;
    };
    const auto endless = [](Scheduler&, Lock& shared) -> Task<> {
        const auto guard = co_await shared.scoped();
        co_await sleep(1h);
    };
    const auto main = [](Scheduler& scheduler, Lock& shared, auto fail, auto last) -> Task<> {
        EXPECT_EQ((co_await scheduler(fail, shared)).error(), Errc::crc);
        EXPECT_FALSE(shared.locked());
        const TaskHandle<> task = scheduler(last, shared);
        co_await sleep(1ms);
        EXPECT_TRUE(shared.locked());
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        EXPECT_FALSE(shared.locked());
        auto guard = co_await shared.scoped();
        guard.release();
        guard.release();
        EXPECT_TRUE(shared.try_acquire());
    };
    sch.run(main(sch, lock, failing, endless));
}

namespace example {
perth::Lock bus;

perth::Task<> measure(perth::Scheduler&) {
    const auto guard = co_await bus.scoped();
    co_await perth::sleep(10ms);  // nobody else uses the bus
}
}  // namespace example

TEST_F(LockTest, Example) {
    sch(example::measure);
    sch.run(example::measure(sch));
    EXPECT_EQ(Clock::now(), Time(20ms));
}

}  // namespace
}  // namespace perth
