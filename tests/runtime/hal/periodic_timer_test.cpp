// Timers that interrupt periodically.
#include "perth/hal/periodic_timer.hpp"

#include <atomic>
#include <limits>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

static_assert(hal::TimerUnit<timer::T0>);

class PeriodicTimerTest : public RuntimeTest {
protected:
    /// Returns what puts "tick" into the trace.
    hal::Callback ticks() {
        return {[](void* story) {
                    EXPECT_TRUE(hal::in_interrupt());
                    (*static_cast<Trace*>(story))("tick");
                },
                &trace};
    }

    Trace trace;
    hal::PeriodicTimer<timer::T0> timer;
};

TEST_F(PeriodicTimerTest, InterruptsWhatComputes) {
    EXPECT_TRUE(timer.begin(20ms, ticks()));
    busy_wait(70ms);
    EXPECT_EQ(trace.text(), "tick@20 tick@40 tick@60");
}

TEST_F(PeriodicTimerTest, InterruptsWhileAllTasksSleep) {
    Scheduler sch;
    EXPECT_TRUE(timer.begin(20ms, ticks()));
    sch.run([]() -> Task<> { co_await sleep(50ms); }());
    EXPECT_EQ(trace.text(), "tick@20 tick@40");
}

TEST_F(PeriodicTimerTest, BegunAgainItHasTheNewPeriodFromThenOn) {
    EXPECT_TRUE(timer.begin(20ms, ticks()));
    busy_wait(30ms);
    EXPECT_TRUE(timer.begin(100ms, ticks()));
    busy_wait(250ms);
    EXPECT_EQ(trace.text(), "tick@20 tick@130 tick@230");
}

TEST_F(PeriodicTimerTest, EndsAndEndsWithTheObject) {
    EXPECT_TRUE(timer.begin(20ms, ticks()));
    busy_wait(30ms);
    timer.end();
    {
        hal::PeriodicTimer<timer::T1> other;
        EXPECT_TRUE(other.begin(15ms, ticks()));
        busy_wait(20ms);
    }
    busy_wait(100ms);
    EXPECT_EQ(trace.text(), "tick@20 tick@45");
}

TEST_F(PeriodicTimerTest, MayEndItselfAndBeginAnew) {
    using Timer = hal::PeriodicTimer<timer::T0>;
    static int calls;
    calls = 0;
    const hal::Callback last = {[](void* it) {
                                    ++calls;
                                    static_cast<Timer*>(it)->end();
                                },
                                &timer};
    static hal::Callback next;
    next = last;
    EXPECT_TRUE(timer.begin(10ms, {[](void* it) {
                                       ++calls;
                                       EXPECT_TRUE(static_cast<Timer*>(it)->begin(50ms, next));
                                   },
                                   &timer}));
    busy_wait(59ms);
    EXPECT_EQ(calls, 1);
    busy_wait(500ms);
    EXPECT_EQ(calls, 2);
}

TEST_F(PeriodicTimerTest, TwoThatAreDueAtTheSameTimeBothInterrupt) {
    hal::PeriodicTimer<timer::T1> other;
    EXPECT_TRUE(timer.begin(20ms, ticks()));
    EXPECT_TRUE(other.begin(40ms, ticks()));
    busy_wait(40ms);
    EXPECT_EQ(trace.text(), "tick@20 tick@40 tick@40");
}

TEST_F(PeriodicTimerTest, PeriodsAreFromAMicrosecondToOneShortOf2To32) {
    EXPECT_EQ(timer.begin(0us, {}).error(), Errc::out_of_range);
    EXPECT_EQ(timer.begin(-1us, {}).error(), Errc::out_of_range);
    EXPECT_EQ(timer.begin(1us * (std::int64_t{1} << 32), {}).error(), Errc::out_of_range);
    EXPECT_TRUE(timer.begin(1us, ticks()));
    EXPECT_TRUE(timer.begin(1us * std::numeric_limits<std::uint32_t>::max(), ticks()));
    busy_wait(1us * std::numeric_limits<std::uint32_t>::max());
    EXPECT_EQ(trace.text(), "tick@4294967.295");
}

}  // namespace

// The header's example, word for word.
namespace {

std::atomic<int> samples;

void sample_for_a_while() {
    hal::PeriodicTimer<timer::T0> sampler;
    if (!sampler.begin(1ms,
                       {[](void* count) { ++*static_cast<std::atomic<int>*>(count); }, &samples})) {
        return;
    }
    busy_wait(100ms);
}

TEST(PeriodicTimer, ItsExampleCounts) {
    host::board().restart();
    samples = 0;
    sample_for_a_while();
    EXPECT_EQ(samples, 100);
}

using PeriodicTimerDeath = RuntimeTest;

TEST_F(PeriodicTimerDeath, ATimerHasOneOwner) {
    hal::PeriodicTimer<timer::T0> timer;
    EXPECT_EXIT(hal::PeriodicTimer<timer::T0>(), testing::ExitedWithCode(1),
                "@perth panic pad in use: T0\n");
}

}  // namespace
}  // namespace perth
