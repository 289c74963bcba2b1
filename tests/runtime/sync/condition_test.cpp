// The acceptance cases CND.
#include "perth/sync/condition.hpp"

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ConditionTest : public RuntimeTest {
protected:
    Trace trace;
    Lock lock;
    Condition condition{lock};
    Scheduler sch;
};

using CND_1 = ConditionTest;
using CND_2 = ConditionTest;
using CND_3 = ConditionTest;
using CND_4 = ConditionTest;
using CND_5 = ConditionTest;

Task<> wait_once(Scheduler&, Trace& trace, Lock& lock, Condition& condition, int name) {
    auto guard = co_await lock.scoped();
    EXPECT_TRUE(co_await condition.wait(guard));
    EXPECT_TRUE(guard.holds());
    EXPECT_TRUE(lock.locked());
    trace(fmt::format("{}", name));
}

Task<> notify_two_every_two_seconds(Scheduler&, Lock& lock, Condition& condition) {
    for (;;) {
        co_await sleep(2000ms);
        const auto guard = co_await lock.scoped();
        EXPECT_TRUE(condition.notify(2));
    }
}

TEST_F(CND_1, WakesTwoAtATimeInTheOrderOfWaiting) {
    for (int i = 0; i < 7; ++i) sch(wait_once, trace, lock, condition, i);
    sch(notify_two_every_two_seconds, lock, condition);
    const auto main = [](Lock& shared) -> Task<> {
        co_await sleep(20s);
        EXPECT_FALSE(shared.locked());
    };
    sch.run(main(lock));
    EXPECT_EQ(trace.text(), "0@2000 1@2000 2@4000 3@4000 4@6000 5@6000 6@8000");
}

TEST_F(CND_2, WaitsForAPredicate) {
    sch(notify_two_every_two_seconds, lock, condition);
    const auto main = [](Trace& story, Lock& shared, Condition& changed) -> Task<> {
        auto guard = co_await shared.scoped();
        const Result<bool> result =
            co_await changed.wait_for(guard, [] { return Clock::now() >= Time(9000ms); });
        EXPECT_TRUE(result.value());
        EXPECT_TRUE(shared.locked());
        story("true");
    };
    sch.run(main(trace, lock, condition));
    EXPECT_EQ(trace.text(), "true@10000");
}

TEST_F(CND_3, WithoutTheLockItIsAnError) {
    const auto main = [](Lock& shared, Condition& changed) -> Task<> {
        auto guard = co_await shared.scoped();
        guard.release();
        EXPECT_EQ((co_await changed.wait(guard)).error(), Errc::not_locked);
        EXPECT_EQ((co_await changed.wait_for(guard, [] { return true; })).error(),
                  Errc::not_locked);
        EXPECT_EQ(changed.notify().error(), Errc::not_locked);
        EXPECT_EQ(changed.notify_all().error(), Errc::not_locked);
    };
    sch.run(main(lock, condition));
}

TEST_F(CND_3, TheGuardOfAnotherLockIsAnError) {
    const auto main = [](Lock& shared, Condition& changed) -> Task<> {
        Lock other;
        auto guard = co_await other.scoped();
        const auto held = co_await shared.scoped();
        EXPECT_EQ((co_await changed.wait(guard)).error(), Errc::not_locked);
        EXPECT_TRUE(guard.holds());
    };
    sch.run(main(lock, condition));
}

TEST_F(CND_4, APredicateThatHoldsDoesNotWait) {
    const auto main = [](Trace& story, Lock& shared, Condition& changed) -> Task<> {
        auto guard = co_await shared.scoped();
        const Result<int> result = co_await changed.wait_for(guard, [] { return 7; });
        EXPECT_EQ(result.value(), 7);
        story("seven");
    };
    sch.run(main(trace, lock, condition));
    EXPECT_EQ(trace.text(), "seven@0");
}

TEST_F(CND_5, ACancelledWaiterConsumesNoNotification) {
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared,
                         Condition& changed) -> Task<> {
        const TaskHandle<> zero = scheduler(wait_once, story, shared, changed, 0);
        const TaskHandle<> one = scheduler(wait_once, story, shared, changed, 1);
        scheduler(wait_once, story, shared, changed, 2);
        scheduler(wait_once, story, shared, changed, 3);
        co_await sleep(1ms);
        EXPECT_EQ(zero.cancel(), Cancelled::yes);  // not notified yet
        co_await shared.acquire();
        EXPECT_TRUE(changed.notify());
        EXPECT_EQ(one.cancel(), Cancelled::yes);  // notified, waits for the lock
        EXPECT_TRUE(shared.release());
        co_await sleep(1ms);
        EXPECT_FALSE(shared.locked());
        co_await shared.acquire();
        EXPECT_TRUE(changed.notify());
        EXPECT_TRUE(shared.release());
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, lock, condition));
    EXPECT_EQ(trace.text(), "2@1 3@2");
}

TEST_F(CND_5, ACancelledWaiterThatGotTheLockPassesBothOn) {
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared,
                         Condition& changed) -> Task<> {
        const TaskHandle<> zero = scheduler(wait_once, story, shared, changed, 0);
        scheduler(wait_once, story, shared, changed, 1);
        co_await sleep(1ms);
        co_await shared.acquire();
        EXPECT_TRUE(changed.notify());
        EXPECT_TRUE(shared.release());
        EXPECT_EQ(zero.cancel(), Cancelled::yes);
        co_await sleep(1ms);
        EXPECT_FALSE(shared.locked());
    };
    sch.run(main(sch, trace, lock, condition));
    EXPECT_EQ(trace.text(), "1@1");
}

TEST_F(ConditionTest, ATimeoutLeavesWithoutTheLock) {
    const auto main = [](Lock& shared, Condition& changed) -> Task<> {
        auto guard = co_await shared.scoped();
        EXPECT_EQ((co_await with_timeout(10ms, changed.wait(guard))).error(), Errc::timeout);
        EXPECT_FALSE(guard.holds());
        EXPECT_FALSE(shared.locked());
    };
    sch.run(main(lock, condition));
}

TEST_F(ConditionTest, NotifyAllReleasesEverybodyOneAfterTheOther) {
    const auto main = [](Scheduler& scheduler, Trace& story, Lock& shared,
                         Condition& changed) -> Task<> {
        for (int i = 0; i < 3; ++i) scheduler(wait_once, story, shared, changed, i);
        co_await sleep(1ms);
        {
            const auto guard = co_await shared.scoped();
            EXPECT_TRUE(changed.notify_all());
            co_await sleep(1ms);
            story("released");
        }
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, lock, condition));
    EXPECT_EQ(trace.text(), "released@2 0@2 1@2 2@2");
}

namespace example {
perth::Lock lock;
perth::Condition changed(lock);
int level = 0;

perth::Task<> drain(perth::Scheduler&) {
    auto guard = co_await lock.scoped();
    (void)co_await changed.wait_for(guard, [] { return level > 10; });
    level = 0;
}
perth::Task<> fill(perth::Scheduler&) {
    const auto guard = co_await lock.scoped();
    level = 11;
    (void)changed.notify();
}
}  // namespace example

TEST_F(ConditionTest, Example) {
    sch(example::fill);
    example::level = 1;
    sch.run(example::drain(sch));
    EXPECT_EQ(example::level, 0);
}

}  // namespace
}  // namespace perth
