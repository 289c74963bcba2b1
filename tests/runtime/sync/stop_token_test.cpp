// The acceptance case TSK-3.
#include "perth/sync/stop_token.hpp"

#include "perth/sync/lock.hpp"
#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class StopTokenTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using TSK_3 = StopTokenTest;

/// Three sleeps; after the first that is stopped it goes on without the token.
Task<int> sleep_three_times(Scheduler&, Trace& trace, StopToken token) {
    const Guard guard(trace, "task");
    for (int i = 0; i < 3; ++i) {
        const Result<void> slept = co_await unless_stopped(token, sleep(100ms));
        trace(perth::name(slept.error()));
        if (!slept) token = {};
    }
    co_return 42;
}

TEST_F(TSK_3, ATaskThatIsAskedToStopDecidesItself) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        StopSource source;
        const TaskHandle<int> task = scheduler(sleep_three_times, story, source.token());
        co_await sleep(50ms);
        source.request_stop();
        EXPECT_TRUE(source.stop_requested());
        const Result<int> result = co_await task;
        EXPECT_EQ(result.value(), 42);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "cancelled@50 none@150 none@250 ~task@250");
}

TEST_F(TSK_3, TheSameTaskCancelledEndsAtOnce) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        StopSource source;
        const TaskHandle<int> task = scheduler(sleep_three_times, story, source.token());
        co_await sleep(50ms);
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        source.request_stop();
        co_await sleep(1s);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "~task@50");
}

TEST_F(StopTokenTest, AfterTheRequestNothingIsStarted) {
    const auto child = [](Trace& story) -> Task<int> {
        story("never");
        co_return 1;
    };
    const auto main = [](Trace& story, auto start) -> Task<> {
        StopSource source;
        source.request_stop();
        EXPECT_EQ((co_await unless_stopped(source.token(), start(story))).error(), Errc::cancelled);
        EXPECT_EQ((co_await unless_stopped(StopToken(), sleep(1ms))).error(), Errc::none);
        story("main");
    };
    sch.run(main(trace, child));
    EXPECT_EQ(trace.text(), "main@1");
}

TEST_F(StopTokenTest, GivesUpAChildAndAPlaceInALine) {
    const auto child = [](Trace& story) -> Task<int> {
        const Guard guard(story, "child");
        co_await sleep(1h);
        co_return 1;
    };
    const auto stopped = [](Scheduler&, Trace& story, StopToken token, auto start,
                            Lock& lock) -> Task<> {
        EXPECT_EQ((co_await unless_stopped(token, start(story))).error(), Errc::cancelled);
        EXPECT_EQ((co_await unless_stopped(token, lock.acquire())).error(), Errc::cancelled);
        story("stopped");
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto begin, auto start) -> Task<> {
        StopSource source;
        Lock lock;
        const TaskHandle<> task = scheduler(begin, story, source.token(), start, lock);
        co_await sleep(10ms);
        source.request_stop();
        (void)co_await task;
        EXPECT_FALSE(lock.locked());
    };
    sch.run(main(sch, trace, stopped, child));
    EXPECT_EQ(trace.text(), "~child@10 stopped@10");
}

TEST_F(StopTokenTest, CombinesWithATimeout) {
    const auto main = [](Trace& story) -> Task<> {
        StopSource source;
        EXPECT_EQ((co_await with_timeout(10ms, unless_stopped(source.token(), sleep(1s)))).error(),
                  Errc::timeout);
        EXPECT_EQ((co_await unless_stopped(source.token(), with_timeout(10ms, sleep(1s)))).error(),
                  Errc::timeout);
        EXPECT_TRUE(co_await with_timeout(1s, sleep_until(Time(30ms))));
        story("main");
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "main@30");
}

namespace example {
perth::Task<int> count(perth::StopToken token) {
    int seconds = 0;
    for (;;) {
        const auto slept = co_await perth::unless_stopped(token, perth::sleep(1s));
        if (!slept) co_return seconds;  // in its own time
        ++seconds;
    }
}
}  // namespace example

TEST_F(StopTokenTest, Example) {
    StopSource source;
    const auto main = [](Scheduler& scheduler, StopSource& shared) -> Task<int> {
        const TaskHandle<int> task = scheduler(example::count, shared.token());
        co_await sleep(3500ms);
        shared.request_stop();
        const Result<int> seconds = co_await task;
        co_return seconds.value();
    };
    EXPECT_EQ(sch.run(main(sch, source)), 3);
}

}  // namespace
}  // namespace perth
