// usched's acceptance cases: US, UTC, UPR, UPO, UPB.
#include <array>

#include "perth/sync/event.hpp"
#include "perth/sync/pinblock.hpp"
#include "perth/sync/poller.hpp"
#include "perth/sync/timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ThreadsTest : public RuntimeTest {
protected:
    ThreadsTest() { sch.set_order(Order::urgent_first); }

    /// Lets the interrupt of `block` come at `time`.
    void edge(Pinblock& block, Duration time) {
        host::board().at(time, [&block] { block.interrupt(); });
    }

    Trace trace;
    Scheduler sch;
};

using US_1 = ThreadsTest;
using US_2 = ThreadsTest;
using US_3 = ThreadsTest;
using US_4 = ThreadsTest;
using US_5 = ThreadsTest;
using US_6 = ThreadsTest;
using UTC_1 = ThreadsTest;
using UTC_2 = ThreadsTest;
using UTC_3 = ThreadsTest;
using UTC_4 = ThreadsTest;
using UPR_1 = ThreadsTest;
using UPR_2 = ThreadsTest;
using UPO_1 = ThreadsTest;
using UPO_2 = ThreadsTest;
using UPB_1 = ThreadsTest;
using UPB_2 = ThreadsTest;

std::string text(const std::string& name, const Wake& wake) {
    switch (wake.cause) {
        case Cause::round_robin:
            return name;
        case Cause::interrupt:
            return fmt::format("{} interrupts {}", name, wake.interrupts);
        case Cause::poll:
            return fmt::format("{} event {}", name, wake.value);
        case Cause::timeout:
            return fmt::format("{} late {}", name, wake.late.count());
    }
    return {};
}

TEST_F(US_1, WaitsOfEachKind) {
    const auto thread = [](Scheduler&, Trace& story) -> Task<> {
        story(text("one", co_await wait(400ms)));
        co_await yield();
        story("two");
        story(text("three", co_await wait(1000500ms)));
    };
    EXPECT_TRUE(sch.add_thread(thread, trace));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "one late 0@400 two@400 three late 0@1000900");
}

TEST_F(US_2, TheCodeBeforeTheFirstWaitRunsAtOnce) {
    const auto thread = [](Scheduler&, Trace& story, std::string name) -> Task<> {
        story(name);
        co_await yield();
        story(name + " again");
    };
    EXPECT_TRUE(sch.add_thread(thread, trace, "a"));
    trace("between");
    EXPECT_TRUE(sch.add_thread(thread, trace, "b"));
    EXPECT_EQ(trace.text(), "a@0 between@0 b@0");
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "a@0 between@0 b@0 a again@0 b again@0");
}

TEST_F(US_2, AddingFromThereAndEndingThereAreErrors) {
    const auto ends = [](Scheduler&) -> Task<> { co_return; };
    EXPECT_EQ(sch.add_thread(ends).error(), Errc::invalid_argument);
    const auto adds = [](Scheduler& scheduler, Trace& story, auto other) -> Task<> {
        EXPECT_EQ(scheduler.add_thread(other).error(), Errc::invalid_argument);
        co_await yield();
        const auto late = [](Scheduler&, Trace& inner) -> Task<> {
            inner("late");
            co_await yield();
        };
        EXPECT_TRUE(scheduler.add_thread(late, story));
        story("added");
    };
    EXPECT_TRUE(sch.add_thread(adds, trace, ends));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "late@0 added@0");
}

TEST_F(US_3, RoundRobinThreadsAlternate) {
    std::vector<int> order;
    const auto spin = [](Scheduler&, std::vector<int>& turns, int id) -> Task<> {
        for (;;) {
            turns.push_back(id);
            busy_wait(10ms);
            co_await yield();
        }
    };
    const auto timer = [](Scheduler& scheduler) -> Task<> {
        (void)co_await wait(1s);
        scheduler.stop();
    };
    EXPECT_TRUE(sch.add_thread(spin, order, 1));
    EXPECT_TRUE(sch.add_thread(spin, order, 2));
    EXPECT_TRUE(sch.add_thread(timer));
    EXPECT_TRUE(sch.run_threads());
    ASSERT_GT(order.size(), 90U);
    for (std::size_t i = 1; i < order.size(); ++i) EXPECT_NE(order[i], order[i - 1]) << i;
}

TEST_F(US_4, AFailingThreadEndsTheOthers) {
    const auto thread = [](Scheduler&, Trace& story, std::string name) -> Task<> {
        const Guard guard(story, name);
        co_await sleep(1h);
    };
    const auto failing = [](Scheduler&, Trace& story) -> Task<Result<void>> {
        const Guard guard(story, "failing");
        co_await sleep(10ms);
        co_return Errc::no_device;
    };
    for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(sch.add_thread(thread, trace, name));
    EXPECT_TRUE(sch.add_thread(failing, trace));
    EXPECT_EQ(sch.run_threads().error(), Errc::no_device);
    EXPECT_EQ(trace.text(), "~failing@10 ~a@10 ~b@10 ~c@10");
}

TEST_F(US_5, StopEndsTheRun) {
    std::array<int, 3> toggles{};
    const auto flash = [](Scheduler&, int& count, Duration period) -> Task<> {
        for (;;) {
            (void)co_await wait(period);
            ++count;
        }
    };
    const auto stop = [](Scheduler& scheduler) -> Task<> {
        (void)co_await wait(10s);
        scheduler.stop();
    };
    EXPECT_TRUE(sch.add_thread(stop));
    EXPECT_TRUE(sch.add_thread(flash, toggles[0], 200ms));
    EXPECT_TRUE(sch.add_thread(flash, toggles[1], 700ms));
    EXPECT_TRUE(sch.add_thread(flash, toggles[2], 1200ms));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_THAT(toggles, ElementsAre(testing::AnyOf(49, 50), 14, 8));
    EXPECT_EQ(Clock::now().time_since_epoch(), 10s);
}

TEST_F(US_6, LongWaitsTakeExactlyThatLong) {
    const auto thread = [](Scheduler&, Trace& story) -> Task<> {
        story(text("one", co_await wait(537s)));
        story(text("two", co_await wait(5000s)));
    };
    EXPECT_TRUE(sch.add_thread(thread, trace));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "one late 0@537000 two late 0@5537000");
}

TEST_F(UTC_1, APausedThreadHasNoTurn) {
    const auto ticker = [](Scheduler&, Trace& story) -> Task<> {
        for (;;) {
            (void)co_await wait(300ms);
            story("tick");
        }
    };
    const auto thread = sch.add_thread(ticker, trace).value();
    const auto control = [](Scheduler& scheduler, Trace& story, TaskHandle<> other) -> Task<> {
        (void)co_await wait(1000ms);
        EXPECT_TRUE(other.pause());
        EXPECT_TRUE(other.paused());
        (void)co_await wait(1000ms);
        EXPECT_TRUE(other.resume());
        EXPECT_FALSE(other.paused());
        story("resume");
        (void)co_await wait(100ms);
        scheduler.stop();
    };
    EXPECT_TRUE(sch.add_thread(control, trace, thread));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "tick@300 tick@600 tick@900 resume@2000 tick@2000");
}

TEST_F(UTC_2, ADeadlinePassesWhilePaused) {
    const auto sleeper = [](Scheduler&, Trace& story) -> Task<> {
        story(text("woke", co_await wait(1500ms)));
    };
    const auto thread = sch.add_thread(sleeper, trace).value();
    const auto control = [](Scheduler&, TaskHandle<> other) -> Task<> {
        (void)co_await wait(1000ms);
        (void)other.pause();
        (void)co_await wait(1000ms);
        (void)other.resume();
    };
    EXPECT_TRUE(sch.add_thread(control, thread));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "woke late 500000@2000");
}

TEST_F(UTC_3, AStoppedThreadIsGone) {
    const auto sleeper = [](Scheduler&, Trace& story) -> Task<> {
        const Guard guard(story, "sleeper");
        (void)co_await wait(1h);
    };
    const auto thread = sch.add_thread(sleeper, trace).value();
    EXPECT_EQ(thread.cancel(), Cancelled::yes);
    EXPECT_TRUE(thread.done());
    EXPECT_EQ(trace.text(), "~sleeper@0");
    EXPECT_EQ(thread.pause().error(), Errc::unknown_thread);
    EXPECT_EQ(thread.resume().error(), Errc::unknown_thread);
    EXPECT_EQ(thread.cancel(), Cancelled::already_done);
}

TEST_F(UTC_4, NumbersCountUpAndAreNotUsedAgain) {
    const auto thread = [](Scheduler&) -> Task<> { co_await yield(); };
    for (std::uint16_t id = 1; id < 5; ++id) {
        const auto started = sch.add_thread(thread).value();
        EXPECT_EQ(started.id(), id);
        if (id == 2) (void)started.cancel();
    }
}

Task<> poll_for(Scheduler&, Trace& trace, const bool& ready, int value) {
    Poller poller([&ready, value]() -> std::optional<std::int32_t> {
        if (!ready) return {};
        return value;
    });
    trace(text("poller", co_await poller));
}

Task<> wait_for(Scheduler&, Trace& trace, Duration duration) {
    trace(text("timer", co_await wait(duration)));
}

TEST_F(UPR_1, PollersByValueThenTimersByLatenessThenTheRest) {
    bool ready = false;
    Event go;
    const auto rest = [](Scheduler&, Trace& story, Event& event) -> Task<> {
        co_await event.wait();
        story("rr");
    };
    const auto busy = [](Scheduler& scheduler, Event& event, bool& done) -> Task<> {
        (void)co_await wait(900ms);
        event.set();
        busy_wait(300ms);
        done = true;
        co_await yield();
        (void)co_await wait(10ms);
        scheduler.stop();
    };
    EXPECT_TRUE(sch.add_thread(rest, trace, go));
    EXPECT_TRUE(sch.add_thread(wait_for, trace, 1000ms));
    EXPECT_TRUE(sch.add_thread(wait_for, trace, 1100ms));
    for (const int value : {2, 7, 0}) {
        EXPECT_TRUE(sch.add_thread(poll_for, trace, ready, value));
    }
    EXPECT_TRUE(sch.add_thread(busy, go, ready));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(),
              "poller event 7@1200 poller event 2@1200 poller event 0@1200 "
              "timer late 200000@1200 timer late 100000@1200 rr@1200");
}

Task<> on_pin(Scheduler&, Trace& trace, Pinblock& block, int times) {
    for (int i = 0; i < times; ++i) trace(text("pin", co_await block));
}

TEST_F(UPR_2, InterruptsComeFirstTheMostOfThemFirst) {
    bool ready = false;
    Pinblock one;
    Pinblock three;
    edge(one, 950ms);
    for (const Duration time : {950ms, 1000ms, 1100ms}) edge(three, time);
    EXPECT_TRUE(sch.add_thread(wait_for, trace, 1000ms));
    EXPECT_TRUE(sch.add_thread(poll_for, trace, ready, 7));
    EXPECT_TRUE(sch.add_thread(on_pin, trace, one, 1));
    EXPECT_TRUE(sch.add_thread(on_pin, trace, three, 1));
    const auto busy = [](Scheduler& scheduler, bool& done) -> Task<> {
        (void)co_await wait(900ms);
        busy_wait(300ms);
        done = true;
        (void)co_await wait(10ms);
        scheduler.stop();
    };
    EXPECT_TRUE(sch.add_thread(busy, ready));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(),
              "pin interrupts 3@1200 pin interrupts 1@1200 poller event 7@1200 "
              "timer late 200000@1200");
}

TEST_F(UPO_1, EventsAndTimeouts) {
    const auto thread = [](Scheduler&, Trace& story) -> Task<> {
        Poller poller(
            []() -> std::optional<std::int32_t> {
                const auto now = Clock::now().time_since_epoch();
                static Duration last{};
                if (now >= 1000ms && last < 1000ms) return (last = now, 5);
                if (now >= 2000ms && last < 2000ms) return (last = now, 9);
                return {};
            },
            2s);
        for (int i = 0; i < 4; ++i) story(text("poller", co_await poller));
    };
    EXPECT_TRUE(sch.add_thread(thread, trace));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(),
              "poller event 5@1000 poller event 9@2000 poller late 0@4000 poller late 0@6000");
}

TEST_F(UPO_2, APollerThatAlwaysFiresStarvesOthersUnlessItYields) {
    int rounds = 0;
    int turns = 0;
    const auto spin = [](Scheduler&, int& count) -> Task<> {
        for (;;) {
            ++count;
            co_await yield();
        }
    };
    const auto polls = [](Scheduler& scheduler, int& count, int& spins) -> Task<> {
        Poller always([]() -> std::optional<std::int32_t> { return 1; });
        const int before = spins;
        for (; count < 1000; ++count) (void)co_await always;
        EXPECT_LE(spins, before + 1);
        for (int i = 0; i < 10; ++i) {
            (void)co_await always;
            co_await yield();
        }
        EXPECT_GE(spins, before + 9);
        scheduler.stop();
    };
    EXPECT_TRUE(sch.add_thread(spin, turns));
    EXPECT_TRUE(sch.add_thread(polls, rounds, turns));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(rounds, 1000);
}

TEST_F(UPO_2, WhilePollersWaitTheProcessorSleepsBetweenMilliseconds) {
    const auto thread = [](Scheduler&, Trace& story) -> Task<> {
        int calls = 0;
        Poller poller(
            [&calls]() -> std::optional<std::int32_t> {
                return ++calls > 1'000'000 ? std::optional<std::int32_t>(1) : std::nullopt;
            },
            100ms);
        story(text("poller", co_await poller));
        EXPECT_LE(calls, 102);
        EXPECT_GE(calls, 99);
    };
    EXPECT_TRUE(sch.add_thread(thread, trace));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "poller late 0@100");
}

TEST_F(UPB_1, CountsInterruptsAndTimesOut) {
    Pinblock block(3s);
    for (const Duration time : {1000ms, 2000ms, 2100ms, 2200ms}) edge(block, time);
    const auto busy = [](Scheduler&) -> Task<> {
        (void)co_await wait(1900ms);
        busy_wait(500ms);
    };
    EXPECT_TRUE(sch.add_thread(on_pin, trace, block, 3));
    (void)sch(busy);
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "pin interrupts 1@1000 pin interrupts 3@2400 pin late 0@5400");
}

TEST_F(UPB_2, TheInterruptItselfIsServedAtOnce) {
    Pinblock block;
    for (const Duration time : {10ms, 20ms}) {
        host::board().at(time, [this, &block] {
            EXPECT_TRUE(hal::in_interrupt());
            trace("interrupt");
            block.interrupt();
        });
    }
    EXPECT_TRUE(sch.add_thread(on_pin, trace, block, 2));
    EXPECT_TRUE(sch.run_threads());
    EXPECT_EQ(trace.text(), "interrupt@10 pin interrupts 1@10 interrupt@20 pin interrupts 1@20");
}

}  // namespace
}  // namespace perth
