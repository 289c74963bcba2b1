// The acceptance cases ROT over the interrupts of two pins.
#include "perth/drivers/debounced_rotary.hpp"

#include <optional>
#include <string_view>

#include "perth/drivers/wiring.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class DebouncedRotaryTest : public RuntimeTest {
protected:
    using Clk = hal::Input<pad::P4, active::high, hal::Pull::up>;
    using Data = hal::Input<pad::P5, active::high, hal::Pull::up>;

    static constexpr std::string_view up = "01 00 10 11";
    static constexpr std::string_view down = "10 00 01 11";

    /// Lets the world drive clk and data to each of the samples, a millisecond apart from `start`.
    static void turn(Duration start, std::string_view samples) {
        for (std::size_t i = 0; i < samples.size(); i += 3) {
            const bool clk = samples[i] == '1';
            const bool data = samples[i + 1] == '1';
            host::board().at(start, [clk, data] {
                host::board().drive(4, clk);
                host::board().drive(5, data);
            });
            start += 1ms;
        }
    }
    void run_until(Duration end) { sch.run(wait_for(end)); }

    Trace trace;
    Scheduler sch;
    Clk clk;
    Data data;
    Action<int> tell = [this](int step) {
        EXPECT_FALSE(hal::in_interrupt());
        trace(fmt::format("{:+}", step));
    };

private:
    static Task<> wait_for(Duration end) { co_await sleep_until(Time(end)); }
};

TEST_F(DebouncedRotaryTest, TellsEachStepAtItsLastEdge) {
    DebouncedRotary knob(sch, clk, data, tell);
    turn(10ms, up);
    turn(20ms, up);
    turn(30ms, down);
    run_until(1s);
    EXPECT_EQ(trace.text(), "+1@13 +1@23 -1@33");
}

TEST_F(DebouncedRotaryTest, BounceAndATurnBackHalfWayAreNoSteps) {
    DebouncedRotary knob(sch, clk, data, tell);
    turn(10ms, "01 11 01 00 01 00 10 11");
    turn(30ms, "01 00 01 11");
    run_until(1s);
    EXPECT_EQ(trace.text(), "+1@17");
}

TEST_F(DebouncedRotaryTest, TheFastWayTakesATurnBackForAStep) {
    DebouncedRotary knob(sch, clk, data, tell, {.fast = true});
    turn(10ms, up);
    turn(20ms, down);
    turn(30ms, "01 00 01 11");
    run_until(1s);
    EXPECT_EQ(trace.text(), "+1@13 -1@23 -1@33");
}

TEST_F(DebouncedRotaryTest, MayBeReversed) {
    DebouncedRotary knob(sch, clk, data, tell, {.reverse = true});
    turn(10ms, up);
    run_until(1s);
    EXPECT_EQ(trace.text(), "-1@13");
}

TEST_F(DebouncedRotaryTest, PinsThatAreOffAtRestAreInverted) {
    run_until(1ms);
    const auto low_at_rest = [](std::string samples) {
        for (char& level : samples) {
            if (level != ' ') level = level == '1' ? '0' : '1';
        }
        return samples;
    };
    host::board().drive(4, false);
    host::board().drive(5, false);
    DebouncedRotary knob(sch, clk, data, tell, {.invert = true});
    turn(10ms, low_at_rest(std::string(up)));
    turn(20ms, low_at_rest(std::string(down)));
    run_until(1s);
    EXPECT_EQ(trace.text(), "+1@13 -1@23");
}

TEST_F(DebouncedRotaryTest, NoStepIsLostAndTheOrderIsKeptWhileOthersAreBusy) {
    DebouncedRotary knob(sch, clk, data, tell);
    Duration time = 10ms;
    for (const auto& step : {up, up, down, up, down, down}) {
        turn(time, step);
        time += 5ms;
    }
    run_until(1ms);
    busy_wait(99ms);
    run_until(1s);
    EXPECT_EQ(trace.text(), "+1@100 +1@100 -1@100 +1@100 -1@100 -1@100");
}

TEST_F(DebouncedRotaryTest, HoweverOftenItTurnsBackTheSumIsRight) {
    DebouncedRotary knob(sch, clk, data, tell);
    for (int i = 0; i < 40; ++i) turn(10ms + i * 5ms, i % 2 == 0 ? up : down);
    for (int i = 0; i < 3; ++i) turn(300ms + i * 5ms, up);
    run_until(1ms);
    busy_wait(499ms);
    run_until(1s);
    int sum = 0;
    for (const std::string& event : trace.events()) sum += event[0] == '+' ? 1 : -1;
    EXPECT_EQ(sum, 3);
    EXPECT_GE(trace.events().size(), 8U);
}

TEST_F(DebouncedRotaryTest, StepsThatWereToldMakeRoomForOthers) {
    detail::RotarySteps steps;
    for (int i = 0; i < 8; ++i) steps.add(i % 2 == 0 ? 1 : -1);
    EXPECT_EQ(steps.take(), 1);
    EXPECT_EQ(steps.take(), -1);
    steps.add(1);
    std::vector<int> told;
    while (const int step = steps.take()) told.push_back(step);
    EXPECT_THAT(told, ElementsAre(1, -1, 1, -1, 1, -1, 1));
}

TEST_F(DebouncedRotaryTest, StepsThatComeDuringACallAreToldBehindIt) {
    int calls = 0;
    const auto slow = [this, &calls](int step) {
        tell(step);
        if (++calls == 1) busy_wait(20ms);
    };
    DebouncedRotary knob(sch, clk, data, slow);
    turn(10ms, up);
    turn(20ms, down);
    run_until(1s);
    EXPECT_EQ(trace.text(), "+1@13 -1@33");
}

TEST_F(DebouncedRotaryTest, MayBeDestroyedByWhatItCalls) {
    std::optional<DebouncedRotary<Clk, Data>> knob;
    knob.emplace(sch, clk, data, [this, &knob](int step) {
        knob.reset();
        tell(step);
    });
    turn(10ms, up);
    turn(20ms, up);
    turn(40ms, up);
    run_until(5ms);
    busy_wait(25ms);  // two steps wait when it is destroyed
    run_until(1s);
    EXPECT_EQ(trace.text(), "+1@30");
}

TEST_F(DebouncedRotaryTest, DestroyedItListensToNoEdge) {
    {
        DebouncedRotary knob(sch, clk, data, tell);
        turn(10ms, up);
        turn(20ms, up);
        run_until(12500us);
        busy_wait(1ms);  // the step is found, its turn has not come
    }
    run_until(1s);
    EXPECT_EQ(trace.text(), "");
}

TEST_F(DebouncedRotaryTest, WithIoFirstItsTurnComesInFrontOfWhatIsReady) {
    sch.set_order(Order::io_first);
    DebouncedRotary knob(sch, clk, data, tell);
    turn(10ms, up);
    const auto spin = [](Scheduler&) -> Task<> {
        for (;;) {
            busy_wait(2ms);
            co_await yield();
        }
    };
    for (int i = 0; i < 5; ++i) sch(spin);
    run_until(100ms);
    EXPECT_EQ(trace.text(), "+1@14");
}

TEST_F(DebouncedRotaryTest, DestroyedInFrontOfItsTurnItCallsNobody) {
    sch.set_order(Order::io_first);
    std::optional<DebouncedRotary<Clk, Data>> knob;
    knob.emplace(sch, clk, data, tell);
    ThreadSafeFlag flag;
    const auto destroy = [](Scheduler&, ThreadSafeFlag& wanted, auto& what) -> Task<> {
        (void)co_await wanted.wait();
        what.reset();
    };
    sch(destroy, flag, knob);
    turn(10ms, up);
    host::board().at(13ms, [&flag] { flag.set(); });  // behind the edge, but taken before it
    run_until(1s);
    EXPECT_FALSE(knob);
}

namespace board {
using KnobClk = ContactInput<pad::P4>;
using KnobData = ContactInput<pad::P5>;
}  // namespace board

perth::Task<> watch_knob(perth::Scheduler& sch) {
    board::KnobClk clk;  // off at rest
    board::KnobData data;
    const auto print = [](int step) { perth::println("{}", step); };
    perth::DebouncedRotary knob(sch, clk, data, print, {.invert = true});
    co_await perth::sleep(1h);
}

class DebouncedRotaryExample : public RuntimeTest {};

TEST_F(DebouncedRotaryExample, Turns) {
    const auto turn = []() -> Task<> {
        const std::vector<std::pair<int, bool>> edges = {
            {4, false}, {5, false}, {4, true}, {5, true}};
        for (const auto& [pad, level] : edges) {
            co_await sleep(1ms);
            host::board().drive(pad, level);
        }
        co_await sleep(1ms);
    };
    Scheduler sch;
    sch(watch_knob);
    sch.run(turn());
    const std::string& text = host::board().console();  // the program's banner may precede it
    EXPECT_TRUE(text == "1\n" || text.ends_with("\n1\n")) << text;
}

}  // namespace
}  // namespace perth
