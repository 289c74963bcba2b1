// The acceptance cases SEM.
#include "perth/sync/semaphore.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SemaphoreTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using SEM_1 = SemaphoreTest;
using SEM_2 = SemaphoreTest;
using SEM_3 = SemaphoreTest;

Task<> hold(Scheduler&, Trace& trace, Semaphore& semaphore, int name, Duration duration) {
    co_await semaphore.acquire();
    trace(fmt::format("+{}", name));
    co_await sleep(duration);
    semaphore.release();
    trace(fmt::format("-{}", name));
}

TEST_F(SEM_1, LetsInAsManyAsItsCount) {
    Semaphore semaphore(3);
    const auto main = [](Scheduler& scheduler, Trace& story, Semaphore& shared) -> Task<> {
        for (int i = 0; i < 5; ++i) scheduler(hold, story, shared, i, 1000ms + i * 100ms);
        co_await sleep(3s);
        EXPECT_EQ(shared.count(), 3U);
    };
    sch.run(main(sch, trace, semaphore));
    EXPECT_EQ(trace.text(),
              "+0@0 +1@0 +2@0 -0@1000 +3@1000 -1@1100 +4@1100 -2@1200 -3@2300 -4@2500");
}

TEST_F(SEM_2, OneReleaseTooManyIsAnErrorOnlyIfBounded) {
    Semaphore plain(3);
    plain.release();
    EXPECT_EQ(plain.count(), 4U);

    BoundedSemaphore bounded(3);
    EXPECT_EQ(bounded.release().error(), Errc::over_release);
    EXPECT_EQ(bounded.count(), 3U);
    EXPECT_TRUE(bounded.try_acquire());
    EXPECT_TRUE(bounded.release());
    EXPECT_EQ(bounded.count(), 3U);
}

TEST_F(SEM_3, ACancelledWaiterIsSkippedAlsoAfterTheRelease) {
    Semaphore semaphore(1);
    const auto main = [](Scheduler& scheduler, Trace& story, Semaphore& shared) -> Task<> {
        co_await shared.acquire();
        scheduler(hold, story, shared, 0, 1ms);
        const TaskHandle<> second = scheduler(hold, story, shared, 1, 1ms);
        scheduler(hold, story, shared, 2, 1ms);
        const TaskHandle<> fourth = scheduler(hold, story, shared, 3, 1ms);
        co_await yield();
        EXPECT_EQ(second.cancel(), Cancelled::yes);
        shared.release();
        co_await sleep(1ms);  // 0 has released it at this time, for 2
        co_await sleep(1ms);
        co_await yield();  // 2 has released it, for 3
        EXPECT_EQ(fourth.cancel(), Cancelled::yes);
        EXPECT_EQ(shared.count(), 1U);
    };
    sch.run(main(sch, trace, semaphore));
    EXPECT_EQ(trace.text(), "+0@0 -0@1 +2@1 -2@2");
}

TEST_F(SemaphoreTest, AGuardGivesBackWhatItHolds) {
    BoundedSemaphore semaphore(2);
    const auto main = [](BoundedSemaphore& shared) -> Task<> {
        {
            const auto one = co_await shared.scoped();
            auto two = co_await shared.scoped();
            EXPECT_EQ(shared.count(), 0U);
            EXPECT_FALSE(shared.try_acquire());
            two.release();
            EXPECT_EQ(shared.count(), 1U);
        }
        EXPECT_EQ(shared.count(), 2U);
    };
    sch.run(main(semaphore));
}

namespace example {
perth::Semaphore sockets(3);

perth::Task<> request(perth::Scheduler&) {
    const auto guard = co_await sockets.scoped();
    co_await perth::sleep(1s);  // at most three do this at a time
}
}  // namespace example

TEST_F(SemaphoreTest, Example) {
    for (int i = 0; i < 3; ++i) sch(example::request);
    sch.run(example::request(sch));
    EXPECT_EQ(Clock::now(), Time(2s));
}

}  // namespace
}  // namespace perth
