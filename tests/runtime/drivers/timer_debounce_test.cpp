// The acceptance cases TDB and HLD-5.
#include "perth/drivers/timer_debounce.hpp"

#include <optional>

#include "perth/drivers/hold.hpp"
#include "perth/drivers/wiring.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using Pin1 = hal::Input<pad::P1>;
using Pin2 = hal::Input<pad::P2>;

class TimerDebounceTest : public RuntimeTest {
protected:
    /// Lets the world drive a pad at each of these times.
    static void drive(int pad, const std::vector<std::pair<Duration, bool>>& edges) {
        for (const auto& edge : edges) {
            host::board().at(edge.first,
                             [pad, level = edge.second] { host::board().drive(pad, level); });
        }
    }
    void run_until(Duration end) { sch.run(wait_for(end)); }
    void add_both() {
        ASSERT_TRUE(debounce.add_pin(1, pin1, tell));
        ASSERT_TRUE(debounce.add_pin(2, pin2, tell, 5ms));
    }

    Trace trace;
    Scheduler sch;
    Pin1 pin1;
    Pin2 pin2;
    TimerDebounce<2> debounce{sch};
    Action<int, bool> tell = [this](int id, bool is_on) {
        EXPECT_FALSE(hal::in_interrupt());
        trace(fmt::format("{}={}", id, is_on ? 1 : 0));
    };

private:
    static Task<> wait_for(Duration end) { co_await sleep_until(Time(end)); }
};

/// Plays the story of the cases 1 to 4 as far as a case wants.
class TimerDebounceStory : public TimerDebounceTest {
protected:
    TimerDebounceStory() {
        host::board().drive(1, true);
        host::board().drive(2, true);
        add_both();
        drive(1, {{100ms, false}, {103400us, true}, {106400us, false}});
        drive(2, {{110400us, false}});
        drive(1, {{300ms, true}});
        drive(1, {{500ms, false}, {505400us, true}});
        drive(2, {{900ms, true}});
    }
    /// Returns whether the timer runs at these times, from before the begin to behind the end.
    std::string running_around(Duration begin, Duration end) {
        std::string text;
        for (const Duration time : {begin - 1us, begin, end - 1us, end}) {
            run_until(time);
            text += debounce.running() ? 'r' : '-';
        }
        return text;
    }
    void run_quietly_until(Duration end) {
        run_until(end);
        trace = {};
    }
};

using TDB_1 = TimerDebounceStory;
using TDB_2 = TimerDebounceStory;
using TDB_3 = TimerDebounceStory;
using TDB_4 = TimerDebounceStory;
using TDB_5 = TimerDebounceTest;
using TDB_6 = TimerDebounceTest;
using HLD_5 = TimerDebounceTest;

TEST_F(TDB_1, EachPinHasItsOwnThreshold) {
    EXPECT_EQ(running_around(100ms, 127ms), "-rr-");
    run_until(200ms);
    EXPECT_EQ(trace.text(), "2=0@116 1=0@127");
}

TEST_F(TDB_2, ALoneEdgeIsReportedAThresholdAndAMillisecondLater) {
    run_quietly_until(200ms);
    EXPECT_EQ(running_around(300ms, 321ms), "-rr-");
    EXPECT_EQ(trace.text(), "1=1@321");
}

TEST_F(TDB_3, WhatHasComeBackIsNoNews) {
    run_quietly_until(400ms);
    EXPECT_EQ(running_around(500ms, 526ms), "-rr-");
    EXPECT_EQ(trace.text(), "");
}

TEST_F(TDB_4, TheMillisecondsCountFromTheFirstEdge) {
    run_quietly_until(600ms);
    EXPECT_EQ(running_around(900ms, 906ms), "-rr-");
    EXPECT_EQ(trace.text(), "2=1@906");
}

TEST_F(TDB_5, TheFirstTimeIsAlwaysReported) {
    add_both();
    drive(1, {{100ms, true}, {105ms, false}, {200ms, true}, {205ms, false}});
    run_until(1s);
    EXPECT_EQ(trace.text(), "1=0@126");
}

TEST_F(TDB_6, TheSameTwiceOrTooManyIsAnError) {
    EXPECT_TRUE(debounce.add_pin(1, pin1, tell));
    EXPECT_EQ(debounce.add_pin(1, pin2, tell).error(), Errc::duplicate);
    EXPECT_EQ(debounce.add_pin(2, pin1, tell).error(), Errc::duplicate);
    EXPECT_TRUE(debounce.add_pin(2, pin2, tell));
    hal::Input<pad::P3> pin3;
    EXPECT_EQ(debounce.add_pin(3, pin3, tell).error(), Errc::no_memory);
    drive(1, {{100ms, true}});
    drive(2, {{100ms, true}});
    run_until(1s);
    EXPECT_EQ(trace.text(), "1=1@121 2=1@121");
}

TEST_F(HLD_5, HoldBehindADebouncedButton) {
    Hold held(sch, 800ms, [this](bool is_on, Duration) { trace(is_on ? "held" : "let go"); });
    ContactInput<pad::P9> button;
    drive(9, {{100ms, false}, {1100ms, true}});
    ASSERT_TRUE(debounce.add_pin(1, button, [this, &held](int id, bool is_on) {
        tell(id, is_on);
        held.update(is_on);
    }));
    run_until(1500ms);
    EXPECT_EQ(trace.text(), "1=1@121 held@921 1=0@1121");
}

TEST_F(TimerDebounceTest, BouncingCostsNoTurns) {
    add_both();
    for (int i = 0; i < 1000; ++i) {
        drive(1, {{100ms + i * 100us, i % 2 == 0}});
    }
    const std::size_t before = host::board().idles();
    run_until(1s);
    EXPECT_EQ(trace.text(), "1=0@220");
    // One sleep before each of the interrupts, and a turn each 20 ms while it bounces.
    EXPECT_LE(host::board().idles() - before, 1010U);
}

TEST_F(TimerDebounceTest, BusyTasksDelayTheCallButNotTheCount) {
    add_both();
    drive(1, {{10ms, true}, {45ms, false}, {46ms, true}});
    run_until(1ms);
    busy_wait(49ms);  // until 50 ms: the first edge would have settled, but there were others
    run_until(1s);
    EXPECT_EQ(trace.text(), "1=1@67");
}

TEST_F(TimerDebounceTest, AnEdgeDuringACallKeepsItRunning) {
    const auto slow = [this](int id, bool is_on) {
        tell(id, is_on);
        busy_wait(10ms);
    };
    ASSERT_TRUE(debounce.add_pin(1, pin1, slow));
    drive(1, {{100ms, true}, {125500us, false}});
    run_until(130900us);
    EXPECT_TRUE(debounce.running());
    run_until(1s);
    EXPECT_EQ(trace.text(), "1=1@121 1=0@146");
    EXPECT_FALSE(debounce.running());
}

TEST_F(TimerDebounceTest, MayBeDestroyedByWhatItCalls) {
    std::optional<TimerDebounce<2>> own;
    own.emplace(sch);
    const auto end = [this, &own](int id, bool is_on) {
        own.reset();
        tell(id, is_on);
    };
    ASSERT_TRUE(own->add_pin(1, pin1, end));
    ASSERT_TRUE(own->add_pin(2, pin2, end));
    drive(1, {{100ms, true}, {200ms, false}});
    drive(2, {{100ms, true}});
    run_until(1s);
    EXPECT_EQ(trace.text(), "1=1@121");
}

TEST_F(TimerDebounceTest, DestroyedWhileAPinCountsItCallsNobody) {
    {
        TimerDebounce<1> own(sch);
        ASSERT_TRUE(own.add_pin(1, pin1, tell));
        drive(1, {{100ms, true}, {200ms, false}});
        run_until(110ms);
        EXPECT_TRUE(own.running());
    }
    run_until(1s);
    EXPECT_EQ(trace.text(), "");
}

TEST_F(TimerDebounceTest, DestroyedBetweenAnEdgeAndItsAnswerItCallsNobody) {
    {
        TimerDebounce<1> own(sch);
        ASSERT_TRUE(own.add_pin(1, pin1, tell));
        host::board().drive(1, true);
    }
    run_until(1s);
    EXPECT_EQ(trace.text(), "");
}

Trace* debounce_trace = nullptr;

Task<> take_a_while(Scheduler&, int id, bool is_on) {
    co_await sleep(30ms);
    (*debounce_trace)(fmt::format("{}={}", id, is_on ? 1 : 0));
}

TEST_F(TimerDebounceTest, StartsACoroutineAsATask) {
    debounce_trace = &trace;
    ASSERT_TRUE(debounce.add_pin(1, pin1, take_a_while));
    drive(1, {{100ms, true}});
    run_until(1s);
    EXPECT_EQ(trace.text(), "1=1@151");
}

namespace board {
using Door = ContactInput<pad::P7>;
}  // namespace board

perth::Task<> watch_doors(perth::Scheduler& sch) {
    board::Door front;
    perth::TimerDebounce<4> debounce(sch);
    (void)debounce.add_pin(1, front, [](int id, bool is_on) {
        perth::println("door {} is {}", id, is_on ? "open" : "shut");
    });
    co_await perth::sleep(1h);
}

TEST_F(TimerDebounceTest, Example) {
    drive(7, {{100ms, false}});
    sch(watch_doors);
    run_until(1s);
    EXPECT_TRUE(host::board().console().ends_with("door 1 is open\n")) << host::board().console();
}

}  // namespace
}  // namespace perth
