// The simulated pads: who decides their level, and what buttons and knobs do to them.
#include "perth/hal/pin.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using host::Level;

class SimPinsTest : public RuntimeTest {
protected:
    SimPinsTest() { host::board().capture_record(); }

    static hal::Callback counts(int& count) {
        return {[](void* counter) {
                    EXPECT_TRUE(hal::in_interrupt());
                    ++*static_cast<int*>(counter);
                },
                &count};
    }
    static std::string record() { return host::board().record(); }

    int edges = 0;
};

TEST_F(SimPinsTest, AnOpenPadReadsItsPull) {
    {
        const hal::Input<pad::P3, active::high, hal::Pull::up> input;
        EXPECT_TRUE(input.is_on());
    }
    const hal::Input<pad::P3, active::high, hal::Pull::down> input;
    EXPECT_FALSE(input.is_on());
    host::board().drive(3, true);
    EXPECT_TRUE(input.is_on());
    host::board().drive(3, Level::open);
    EXPECT_FALSE(input.is_on());
    EXPECT_EQ(record(), "0 P3 1\n0 P3 z\n0 P3 0\n0 P3 1\n0 P3 0\n");
}

TEST_F(SimPinsTest, WithoutAPullItFloats) {
    const hal::Input<pad::P3> input;
    EXPECT_EQ(host::board().level(3), Level::open);
    EXPECT_FALSE(input.is_on());
}

TEST_F(SimPinsTest, TheFirmwaresOutputWinsOverTheWorld) {
    host::board().drive(3, true);
    {
        const hal::Output<pad::P3> output;
        EXPECT_EQ(host::board().level(3), Level::low);
        host::board().drive(3, true);
        EXPECT_EQ(host::board().level(3), Level::low);
    }
    EXPECT_EQ(host::board().level(3), Level::high);
}

TEST_F(SimPinsTest, AWireCarriesAnOutputToAnInputAndInterruptsAtOnce) {
    hal::Output<pad::P3> output;
    hal::Input<pad::P4> input;
    host::board().wire(3, 4);
    ASSERT_TRUE(input.on_edge(hal::Edge::both, counts(edges)));
    output.on();
    EXPECT_TRUE(input.is_on());
    EXPECT_EQ(edges, 1);
    output.off();
    EXPECT_EQ(edges, 2);
    EXPECT_EQ(record(), "0 P3 0\n0 P4 0\n0 P3 1\n0 P4 1\n0 P3 0\n0 P4 0\n");
}

TEST_F(SimPinsTest, MaskedInterruptsComeWhenTheMaskEnds) {
    hal::Output<pad::P3> output;
    hal::Input<pad::P4> input;
    host::board().wire(3, 4);
    ASSERT_TRUE(input.on_edge(hal::Edge::rising, counts(edges)));
    {
        const hal::Critical outer;
        const hal::Critical inner;
        output.on();
        EXPECT_EQ(edges, 0);
    }
    EXPECT_EQ(edges, 1);
}

TEST_F(SimPinsTest, AHandlerThatCausesAnotherEndsFirst) {
    struct Relay {
        hal::Output<pad::P5> next;
        Trace trace;
    } relay;
    hal::Output<pad::P3> output;
    hal::Input<pad::P4> first;
    hal::Input<pad::P6> second;
    host::board().wire(3, 4);
    host::board().wire(5, 6);
    ASSERT_TRUE(first.on_edge(hal::Edge::rising, {[](void* argument) {
                                                      auto& to = *static_cast<Relay*>(argument);
                                                      to.trace("first begins");
                                                      to.next.on();
                                                      to.trace("first ends");
                                                  },
                                                  &relay}));
    ASSERT_TRUE(second.on_edge(
        hal::Edge::rising,
        {[](void* trace) { (*static_cast<Trace*>(trace))("second"); }, &relay.trace}));
    output.on();
    EXPECT_EQ(relay.trace.text(), "first begins@0 first ends@0 second@0");
}

TEST_F(SimPinsTest, OpenDrainsOnOneWireAreLowIfOneIs) {
    hal::OpenDrain<pad::P3, hal::Pull::up> one;
    hal::OpenDrain<pad::P4> other;
    host::board().wire(3, 4);
    EXPECT_TRUE(one.is_high());
    other.pull_low();
    EXPECT_FALSE(one.is_high());
    one.pull_low();
    other.let_go();
    EXPECT_FALSE(other.is_high());
    one.let_go();
    EXPECT_TRUE(other.is_high());
}

TEST_F(SimPinsTest, AButtonIsPressedAndReleased) {
    const hal::Input<pad::P8, active::low, hal::Pull::up> input;
    sim::Button button({.pad = 8});
    button.press();
    EXPECT_TRUE(input.is_on());
    button.release();
    EXPECT_FALSE(input.is_on());
    button.press_at(10ms);
    button.release_at(20ms);
    busy_wait(1s);
    EXPECT_EQ(record(), "0 P8 1\n0 P8 0\n0 P8 1\n10000 P8 0\n20000 P8 1\n");
}

TEST_F(SimPinsTest, AContactBouncesAsOftenAsToldAndWithinItsTime) {
    const sim::Contact contact = {.pad = 8, .bounce = {.count = 5, .time = 3ms}};
    const sim::Changes changes = sim::closing(contact);
    ASSERT_EQ(changes.size(), 11U);
    EXPECT_EQ(changes.front(), (sim::Change{0us, 8, Level::low}));
    EXPECT_EQ(changes.back().level, Level::low);
    EXPECT_LE(changes.back().after, 3ms);
    for (std::size_t i = 1; i < changes.size(); ++i) {
        EXPECT_GT(changes[i].after, changes[i - 1].after);
        EXPECT_NE(changes[i].level, changes[i - 1].level);
    }
    EXPECT_EQ(changes, sim::closing(contact));
}

TEST_F(SimPinsTest, TheSeedDecidesTheTimesOfABounceOnEveryComputer) {
    sim::Contact contact = {.pad = 8, .bounce = {.count = 2, .time = 1ms, .seed = 7}};
    const auto times = [&contact] {
        std::vector<std::int64_t> result;
        for (const sim::Change& change : sim::closing(contact)) {
            result.push_back(change.after.count());
        }
        return result;
    };
    // minstd_rand: x * 48271 modulo 2147483647, from 7 on; modulo 997, in order, plus 1 to 4.
    EXPECT_THAT(times(), ElementsAre(0, 164, 682, 819, 915));
    contact.bounce.seed = 8;
    EXPECT_NE(times()[1], 164);
}

TEST_F(SimPinsTest, MoreBouncesThanMicrosecondsTakeAMicrosecondEach) {
    const sim::Changes changes = sim::opening({.pad = 8, .bounce = {.count = 2, .time = 1us}});
    EXPECT_EQ(changes.back(), (sim::Change{4us, 8, Level::open}));
}

TEST_F(SimPinsTest, AKnobGoesThroughTheQuartersInBothDirections) {
    sim::Encoder knob({.pad = 10}, {.pad = 11});
    EXPECT_THAT(knob.turn(4, 1ms), ElementsAre(sim::Change{0ms, 10, Level::low},   //
                                               sim::Change{1ms, 11, Level::low},   //
                                               sim::Change{2ms, 10, Level::open},  //
                                               sim::Change{3ms, 11, Level::open}));
    EXPECT_THAT(knob.turn(-3, 1ms), ElementsAre(sim::Change{0ms, 11, Level::low},  //
                                                sim::Change{1ms, 10, Level::low},  //
                                                sim::Change{2ms, 11, Level::open}));
    EXPECT_THAT(knob.turn(-1, 1ms), ElementsAre(sim::Change{0ms, 10, Level::open}));
}

TEST_F(SimPinsTest, AListOfChangesIsPlayedAsItIs) {
    const hal::Input<pad::P8> input;
    sim::play(5ms, {{0us, 8, Level::high}, {70us, 8, Level::open}, {90us, 8, Level::low}});
    busy_wait(1s);
    EXPECT_EQ(record(), "5000 P8 1\n5070 P8 z\n5090 P8 0\n");
}

}  // namespace
}  // namespace perth
