#include "perth/drivers/switch.hpp"

#include <optional>

#include "perth/drivers/wiring.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SwitchTest : public RuntimeTest {
protected:
    SwitchTest() {
        bool level = false;
        for (const int ms : {1010, 1013, 1016, 2011, 2013, 2015}) {
            host::board().at(ms * 1ms, [level] { host::board().drive(8, level); });
            level = !level;
        }
    }
    static Task<> sleep_until_ms(int ms) { co_await sleep_until(Time(ms * 1ms)); }

    ContactInput<pad::P8> pin;  // pulled up; the world closes it from 1010 to 2015, bouncing
    Trace trace;
    Scheduler sch;
};

TEST_F(SwitchTest, IsLookedAtEvery20Milliseconds) {
    Switch lid(sch, pin);
    lid.on_close([this] { trace("close"); });
    lid.on_open([this] { trace("open"); });
    sch.run(sleep_until_ms(1500));
    EXPECT_TRUE(lid.closed());
    sch.run(sleep_until_ms(3000));
    EXPECT_FALSE(lid.closed());
    EXPECT_EQ(trace.text(), "close@1020 open@2020");
}

TEST_F(SwitchTest, AnotherTimeIsAParameter) {
    Switch lid(sch, pin, 50ms);
    lid.on_close([this] { trace("close"); });
    lid.on_open([this] { trace("open"); });
    sch.run(sleep_until_ms(3000));
    EXPECT_EQ(trace.text(), "close@1050 open@2050");
}

TEST_F(SwitchTest, TwoPollsAreNeverCloserThanItsTime) {
    Switch lid(sch, pin);
    lid.on_close([this] {
        trace("close");
        busy_wait(985ms);  // until 2005; the next poll comes 20 ms after this one began, at once
    });
    lid.on_open([this] { trace("open"); });
    sch.run(sleep_until_ms(3000));
    EXPECT_EQ(trace.text(), "close@1020 open@2025");
}

TEST_F(SwitchTest, MayBeDestroyedByWhatItCalls) {
    std::optional<Switch> lid;
    lid.emplace(sch, pin);
    lid->on_close([this, &lid] {
        lid.reset();
        trace("gone");
    });
    lid->on_open([this] { trace("open"); });
    sch.run(sleep_until_ms(3000));
    EXPECT_EQ(trace.text(), "gone@1020");
}

Trace* switch_trace = nullptr;

Task<> tell(Scheduler&) {
    co_await sleep(5ms);
    (*switch_trace)("told");
}

TEST_F(SwitchTest, StartsCoroutinesWhichOutliveIt) {
    switch_trace = &trace;
    {
        Switch lid(sch, pin);
        lid.on_close(tell);
        lid.on_open(tell);
        sch.run(sleep_until_ms(1021));
    }
    sch.run(sleep_until_ms(3000));
    EXPECT_EQ(trace.text(), "told@1025");
}

namespace board {
using Lid = ContactInput<pad::P9>;
}  // namespace board

perth::Task<> watch_lid(perth::Scheduler& sch) {
    board::Lid pin;
    perth::Switch lid(sch, pin);
    lid.on_close([] { perth::println("shut"); });
    lid.on_open([] { perth::println("open"); });
    co_await perth::sleep(1h);
}

TEST_F(SwitchTest, Example) {
    host::board().at(1s, [] { host::board().drive(9, false); });
    host::board().at(2s, [] { host::board().drive(9, true); });
    sch(watch_lid);
    sch.run(sleep_until_ms(3000));
    EXPECT_TRUE(host::board().console().ends_with("shut\nopen\n")) << host::board().console();
}

}  // namespace
}  // namespace perth
