// The acceptance case SML-3.
#include "perth/drivers/pin_call.hpp"

#include <optional>

#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class PinCallTest : public RuntimeTest {
protected:
    using Pin = hal::Input<pad::P6>;

    static void drive(Duration time, bool level) {
        host::board().at(time, [level] { host::board().drive(6, level); });
    }
    void run_until(Duration end) {
        const auto wait = [](Duration until) -> Task<> { co_await sleep_until(Time(until)); };
        sch.run(wait(end));
    }

    Trace trace;
    Scheduler sch;
    Pin pin;
    Action<> rise = [this] {
        EXPECT_FALSE(hal::in_interrupt());
        trace("rise");
    };
    Action<> fall = [this] { trace("fall"); };
};

using SML_3 = PinCallTest;

TEST_F(SML_3, EachChangeCallsOnce) {
    const PinCall call(sch, pin, rise, fall);
    drive(12ms, true);
    drive(30ms, false);
    run_until(100ms);
    EXPECT_EQ(trace.text(), "rise@12 fall@30");
}

TEST_F(PinCallTest, WhatIsOverWhileTasksAreBusyIsNotNoticed) {
    const PinCall call(sch, pin, rise, fall);
    drive(12ms, true);
    drive(14ms, false);
    drive(16ms, true);
    const auto busy = [](Scheduler&) -> Task<> {
        co_await sleep(11ms);
        busy_wait(9ms);
    };
    sch(busy);
    run_until(100ms);
    EXPECT_EQ(trace.text(), "rise@20");
}

TEST_F(PinCallTest, NobodyIsCalledWithoutAnActionOrAfterItsEnd) {
    {
        const PinCall call(sch, pin, {}, fall);
        drive(12ms, true);
        drive(30ms, false);
        drive(40ms, true);
        run_until(50ms);
        EXPECT_EQ(trace.text(), "fall@30");
    }
    drive(60ms, false);
    run_until(100ms);
    EXPECT_EQ(trace.text(), "fall@30");
}

TEST_F(PinCallTest, MayBeDestroyedByWhatItCalls) {
    std::optional<PinCall<Pin>> call;
    call.emplace(sch, pin, [&call] { call.reset(); }, fall);
    drive(12ms, true);
    drive(30ms, false);
    run_until(100ms);
    EXPECT_FALSE(call.has_value());
    EXPECT_EQ(trace.text(), "");
}

namespace board {
using Door = hal::Input<pad::P7>;
}  // namespace board

perth::Task<> watch_door(perth::Scheduler& sch) {
    board::Door pin;
    const auto open = [] { perth::println("open"); };
    const auto shut = [] { perth::println("shut"); };
    const perth::PinCall door(sch, pin, open, shut);
    co_await perth::sleep(1h);
}

TEST_F(PinCallTest, Example) {
    host::board().at(1ms, [] { host::board().drive(7, true); });
    host::board().at(2ms, [] { host::board().drive(7, false); });
    sch.run(watch_door(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("open\nshut\n"));
}

}  // namespace
}  // namespace perth
