// The acceptance cases DLY and UBT-3, and CAN-3 for what is made of a Delay.
#include "perth/sync/delay.hpp"

#include <memory>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class DelayTest : public RuntimeTest {
protected:
    static Task<> sleep_until_ms(int ms) { co_await sleep_until(Time(ms * 1ms)); }

    Trace trace;
    Scheduler sch;
};

using DLY_1 = DelayTest;
using DLY_2 = DelayTest;
using DLY_3 = DelayTest;
using DLY_4 = DelayTest;
using DLY_5 = DelayTest;
using DLY_6 = DelayTest;
using DLY_7 = DelayTest;
using DLY_8 = DelayTest;
using CAN_3 = DelayTest;
using UBT_3 = DelayTest;

TEST_F(DLY_1, TriggeredAgainItRunsOn) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        Delay delay(scheduler, 5000ms, [&story] { story("fires"); });
        EXPECT_FALSE(delay.running());
        EXPECT_TRUE(delay.trigger());
        co_await sleep_until_ms(4000);
        EXPECT_TRUE(delay.trigger());
        co_await sleep_until_ms(8000);
        EXPECT_TRUE(delay.running());
        co_await sleep_until_ms(10000);
        EXPECT_FALSE(delay.running());
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "fires@9000");
}

TEST_F(DLY_2, TheNewEndMayBeEarlier) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        Delay delay(scheduler, 1000ms, [&story] { story("fires"); });
        co_await sleep_until_ms(6000);
        EXPECT_TRUE(delay.trigger(10000ms));
        co_await sleep_until_ms(7000);
        EXPECT_TRUE(delay.trigger(3000ms));
        co_await sleep_until_ms(20000);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "fires@10000");
}

TEST_F(UBT_3, TriggeredAgainItEndsLaterOrEarlier) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        Delay delay(scheduler, 1s, [&story] { story("fires"); });
        EXPECT_TRUE(delay.trigger(1s));
        co_await sleep_until_ms(600);
        EXPECT_TRUE(delay.trigger(1s));
        co_await sleep_until_ms(2000);
        EXPECT_TRUE(delay.trigger(5s));
        co_await sleep_until_ms(2500);
        EXPECT_TRUE(delay.trigger(1s));
        co_await sleep_until_ms(9000);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "fires@1600 fires@3500");
}

TEST_F(DLY_3, KeepsWhatTheCallableGave) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        Delay delay(scheduler, 1000ms, [&story] {
            story("fires");
            return 42;
        });
        EXPECT_EQ(delay.result(), std::nullopt);
        EXPECT_TRUE(delay.trigger(10ms));
        co_await delay.wait();
        co_await yield();
        EXPECT_EQ(delay.result(), 42);
        EXPECT_TRUE(delay.trigger(10ms));
        EXPECT_EQ(delay.result(), std::nullopt);
        delay.stop();
        EXPECT_FALSE(delay.is_set());
        co_await sleep_until_ms(100);
        EXPECT_EQ(delay.result(), std::nullopt);
        EXPECT_TRUE(delay.trigger(0ms));
        co_await sleep_until_ms(5000);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "fires@10 fires@1100");
}

TEST_F(DLY_4, StoppedInTheTurnOfItsTriggerItNeverFires) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        Delay delay(scheduler, 10ms, [&story] { story("never"); });
        EXPECT_TRUE(delay.trigger());
        delay.stop();
        EXPECT_FALSE(delay.running());
        co_await sleep(1s);
        EXPECT_FALSE(delay.is_set());
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "");
}

TEST_F(DLY_4, AStopTakesBackATriggerOfAnInterruptToo) {
    Delay delay(sch, 10ms, [this] { trace("never"); });
    host::board().at(5ms, [&delay] { EXPECT_TRUE(delay.trigger()); });
    host::board().at(5ms, [&delay] { delay.stop(); });
    host::board().at(20ms, [&delay] { EXPECT_TRUE(delay.trigger()); });
    const auto main = [](auto& stopped) -> Task<> {
        co_await sleep(20ms);  // the interrupt came first, its doorbell was answered
        EXPECT_TRUE(stopped.running());
        busy_wait(10ms);  // due, but has not had its turn
        stopped.stop();
        co_await sleep(1s);
        EXPECT_FALSE(stopped.is_set());
    };
    sch.run(main(delay));
    EXPECT_EQ(trace.text(), "");
}

TEST_F(DLY_5, AnInterruptMayTriggerIt) {
    Delay delay(sch, 200ms, [this] { trace("fires"); });
    for (int ms = 100; ms <= 5000; ms += 100) {
        host::board().at(ms * 1ms, [&delay] {
            EXPECT_TRUE(hal::in_interrupt());
            EXPECT_TRUE(delay.trigger());
        });
    }
    sch.run(sleep_until_ms(10000));
    EXPECT_EQ(trace.text(), "fires@5200");
}

TEST_F(DLY_6, AllWhoWaitGoOnInOrder) {
    const auto waiter = [](Scheduler&, Trace& story, Delay<>& delay, int name) -> Task<> {
        co_await delay.wait();
        story(fmt::format("{}", name));
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto start) -> Task<> {
        Delay delay(scheduler);
        EXPECT_TRUE(delay.trigger(3000ms));
        for (int i = 0; i < 4; ++i) scheduler(start, story, delay, i);
        co_await delay.wait();
        story("main");
        co_await sleep(1ms);
        EXPECT_TRUE(delay.is_set());
        delay.clear();
        EXPECT_FALSE(delay.is_set());
        delay.set();
        co_await delay.wait();
    };
    sch.run(main(sch, trace, waiter));
    EXPECT_EQ(trace.text(), "main@3000 0@3000 1@3000 2@3000 3@3000");
}

Trace* delay_trace = nullptr;

Task<> take_three_seconds() {
    const Guard guard(*delay_trace, "callable");
    (*delay_trace)("begins");
    co_await sleep(3000ms);
    (*delay_trace)("ends");
}

TEST_F(DLY_7, ACoroutineIsStartedAndCanBeCancelled) {
    delay_trace = &trace;
    const auto main = [](Scheduler& scheduler) -> Task<> {
        Delay delay(scheduler, 2000ms, &take_three_seconds);
        co_await sleep_until_ms(10000);
        EXPECT_TRUE(delay.trigger());
        co_await sleep_until_ms(13000);
        EXPECT_EQ(delay.result()->cancel(), Cancelled::yes);
        EXPECT_TRUE(delay.trigger(1000ms));
        co_await sleep_until_ms(20000);
        EXPECT_EQ(delay.result()->status(), TaskStatus::done);
    };
    sch.run(main(sch));
    EXPECT_EQ(trace.text(), "begins@12000 ~callable@13000 begins@14000 ends@17000 ~callable@17000");
}

TEST_F(DLY_8, AfterDeinitATriggerIsAnError) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        Delay delay(scheduler, 10ms, [&story] { story("never"); });
        EXPECT_TRUE(delay.trigger());
        delay.deinit();
        EXPECT_EQ(delay.trigger().error(), Errc::deinitialised);
        delay.deinit();
        co_await sleep(1s);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "");
}

TEST_F(DelayTest, TheCallableInForceAtTheEndIsCalled) {
    using Function = int (*)();
    const auto main = [](Scheduler& scheduler) -> Task<> {
        Delay delay(scheduler, 10ms, Function([] { return 1; }));
        EXPECT_TRUE(delay.trigger());
        co_await sleep(5ms);
        delay.callback([] { return 2; });
        co_await sleep(10ms);
        EXPECT_EQ(delay.result(), 2);
    };
    sch.run(main(sch));
}

TEST_F(DelayTest, ItsCallableMayTriggerItAgain) {
    struct Blinker {
        Trace& trace;
        Scheduler& scheduler;
        int left = 3;
        struct Tick {
            Blinker* blinker;
            void operator()() const { blinker->tick(); }
        };
        Delay<Tick> delay{scheduler, 10ms, Tick{this}};
        void tick() {
            trace("tick");
            if (--left > 0) EXPECT_TRUE(delay.trigger());
        }
    };
    Blinker blinker{trace, sch};
    EXPECT_TRUE(blinker.delay.trigger());  // no scheduler runs yet
    sch.run(sleep_until_ms(100));
    EXPECT_EQ(trace.text(), "tick@10 tick@20 tick@30");
}

TEST_F(CAN_3, ItsCallableMayDestroyIt) {
    struct Suicide {
        struct Callable;
        std::unique_ptr<Delay<Callable>> delay;
        Trace& trace;
        TaskHandle<>* other = nullptr;
        struct Callable {
            Suicide* owner;
            int operator()() const {
                owner->delay.reset();
                EXPECT_EQ(owner->other->cancel(), Cancelled::yes);
                owner->trace("destroyed");
                return 1;
            }
        };
    };
    Suicide owner{.delay = nullptr, .trace = trace};
    owner.delay = std::make_unique<Delay<Suicide::Callable>>(sch, 10ms, Suicide::Callable{&owner});
    EXPECT_TRUE(owner.delay->trigger());
    TaskHandle<> other = sch(sleep_until_ms, 1000);
    owner.other = &other;
    sch.run(sleep_until_ms(100));
    EXPECT_EQ(trace.text(), "destroyed@10");
}

TEST_F(DelayTest, DestroyedWhileItRunsItIsStopped) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        {
            Delay delay(scheduler, 10ms, [&story] { story("never"); });
            EXPECT_TRUE(delay.trigger());
        }
        co_await sleep(1s);
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "");
}

TEST_F(DelayTest, AnInterruptThatFindsItDueMovesItOn) {
    Delay delay(sch, 10ms, [this] { trace("fires"); });
    host::board().at(15ms, [&delay] { EXPECT_TRUE(delay.trigger()); });
    const auto main = [](auto& triggered) -> Task<> {
        EXPECT_TRUE(triggered.trigger());
        co_await sleep(5ms);
        busy_wait(10ms);  // due at 10 and triggered again at 15, in this turn
        co_await sleep(1s);
    };
    sch.run(main(delay));
    EXPECT_EQ(trace.text(), "fires@25");
}

namespace example {
perth::Task<> light(perth::Scheduler& sch) {
    perth::Delay off(sch, 30s, [] { perth::println("off"); });
    (void)off.trigger();  // somebody moved
    co_await perth::sleep(20s);
    (void)off.trigger();  // and again: 30 seconds from now
    co_await off.wait();
}
}  // namespace example

TEST_F(DelayTest, Example) {
    sch.run(example::light(sch));
    EXPECT_EQ(Clock::now(), Time(50s));
    EXPECT_THAT(host::board().console(), testing::EndsWith("off\n"));
}

}  // namespace
}  // namespace perth
