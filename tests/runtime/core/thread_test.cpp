// Threads beside a scheduler, in virtual time.
#include "perth/core/thread.hpp"

#include "perth/sync/spsc_queue.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ThreadTest : public RuntimeTest {
protected:
    Scheduler sch;
};

void blink(bool& led) {
    while (!perth::this_thread::stop_requested()) {
        led = !led;
        perth::this_thread::sleep_for(150ms);
    }
}

perth::Task<> two_leds(perth::Scheduler&, bool& red, bool& blue) {
    perth::Thread<512> first;
    perth::Thread<512> second;
    first.start(blink, red);
    second.start(blink, blue);
    co_await perth::sleep(1s);
    first.request_stop();
    second.request_stop();
}  // waits for both

TEST_F(ThreadTest, BlinkUntilTheyAreAskedToStop) {
    bool red = false;
    bool blue = true;
    sch.run(two_leds(sch, red, blue));
    EXPECT_TRUE(red);  // toggled at 0, 150, …, 900 ms
    EXPECT_FALSE(blue);
    EXPECT_EQ(Clock::now(), Time(1050ms));  // the sleeps went on to their ends
}

TEST_F(ThreadTest, AndTasksSeeTheSameVirtualTime) {
    struct Times {
        std::vector<Time> thread;
        std::vector<Time> task;
    } times;
    const auto task = [](Scheduler&, Times& seen) -> Task<> {
        for (int i = 0; i < 3; ++i) {
            co_await sleep(200ms);
            seen.task.push_back(Clock::now());
        }
    };
    Thread<> thread;
    thread.start(
        [](Times& seen) {
            for (int i = 0; i < 3; ++i) {
                this_thread::sleep_for(150ms);
                seen.thread.push_back(Clock::now());
            }
        },
        times);
    sch.run(task(sch, times));
    thread.join();
    EXPECT_THAT(times.thread, ElementsAre(Time(150ms), Time(300ms), Time(450ms)));
    EXPECT_THAT(times.task, ElementsAre(Time(200ms), Time(400ms), Time(600ms)));
    EXPECT_EQ(Clock::now(), Time(600ms));
}

TEST_F(ThreadTest, TheClockStandsStillWhileOneComputes) {
    std::atomic<bool> go = false;
    Thread<> thread;
    thread.start(
        [](std::atomic<bool>& may) {
            while (!may) this_thread::yield();
            EXPECT_EQ(Clock::now(), Time(0ms));
        },
        go);
    const auto task = [](Scheduler&, std::atomic<bool>& may) -> Task<> {
        co_await yield();
        may = true;
        co_await sleep(1s);
    };
    sch.run(task(sch, go));
    EXPECT_EQ(Clock::now(), Time(1s));
}

TEST_F(ThreadTest, QueuesCarryValuesToATask) {
    SpscQueue<int, 4> queue;
    Thread<> thread;
    thread.start(
        [](SpscQueue<int, 4>& to) {
            for (int i = 1; i <= 10; ++i) {
                this_thread::sleep_for(10ms);
                EXPECT_TRUE(to.try_put(i));
            }
        },
        queue);
    const auto add = [](Scheduler&, SpscQueue<int, 4>& from) -> Task<int> {
        int sum = 0;
        for (int i = 0; i < 10; ++i) sum += *co_await from.get();
        co_return sum;
    };
    EXPECT_EQ(sch.run(add(sch, queue)), 55);
    EXPECT_EQ(Clock::now(), Time(100ms));
}

TEST_F(ThreadTest, TheMainThreadMaySleepAndWait) {
    this_thread::sleep_for(20ms);
    EXPECT_EQ(Clock::now(), Time(20ms));
    Thread<> outer;
    outer.start([] {
        Thread<> inner;
        inner.start([] { this_thread::sleep_until(Time(50ms)); });
        inner.join();
        EXPECT_EQ(Clock::now(), Time(50ms));
        busy_wait(10ms);
    });
    EXPECT_TRUE(outer.running());
    outer.join();
    EXPECT_EQ(Clock::now(), Time(60ms));
    EXPECT_FALSE(outer.running());
    EXPECT_FALSE(this_thread::stop_requested());
}

TEST_F(ThreadTest, IsStartedAgainOnceItWasJoined) {
    std::atomic<int> runs = 0;
    Thread<> thread;
    for (int i = 0; i < 3; ++i) {
        thread.start([](std::atomic<int>& count) { ++count; }, runs);
        thread.join();
    }
    EXPECT_EQ(runs, 3);
}

using ThreadDeathTest = ThreadTest;

TEST_F(ThreadDeathTest, PanicsIfItIsStartedTwice) {
    Thread<> thread;
    EXPECT_EXIT(
        {
            thread.start([] {});
            thread.start([] {});
        },
        testing::ExitedWithCode(1), "@perth panic thread started twice: 0 0");
}

TEST_F(ThreadDeathTest, PanicsIfItRunsAScheduler) {
    EXPECT_EXIT(
        {
            Thread<> thread;
            thread.start([] {
                Scheduler own;
                own.run([]() -> Task<> { co_await sleep(1ms); }());
            });
            thread.join();
        },
        testing::ExitedWithCode(1), "@perth panic scheduler runs in a thread: 0 0");
}

TEST_F(ThreadDeathTest, HasNoCurrentScheduler) {
    EXPECT_EXIT(
        {
            const auto task = [](Scheduler&) -> Task<> {
                Thread<> thread;
                thread.start([] { (void)Scheduler::current(); });
                co_await sleep(1s);
            };
            sch.run(task(sch));
        },
        testing::ExitedWithCode(1), "@perth panic no scheduler runs here: 0 0");
}

}  // namespace
}  // namespace perth
