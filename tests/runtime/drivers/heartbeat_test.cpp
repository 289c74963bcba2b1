// The acceptance cases HB.
#include "perth/drivers/heartbeat.hpp"

#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using Led = hal::Output<pad::P0>;
using InvertedLed = hal::Output<pad::P0, active::low>;

class HeartbeatTest : public RuntimeTest {
protected:
    /// The levels of pad 0 as "level@milliseconds".
    static std::string levels() {
        std::string text;
        for (const host::PinChange& change : host::board().pin_changes()) {
            text += fmt::format("{}{}@{}", text.empty() ? "" : " ", change.level ? "on" : "off",
                                change.time.count() / 1000);
        }
        return text;
    }

    Scheduler sch;
};

using HB_1 = HeartbeatTest;
using HB_2 = HeartbeatTest;
using HB_3 = HeartbeatTest;

template <typename AnyLed>
Task<> beat(Scheduler&, std::span<const Duration> pattern) {
    Heartbeat<AnyLed> heartbeat(pattern);
    co_await heartbeat.beat();
}

TEST_F(HB_1, TwoSecondsOnThenTwoBeatsASecond) {
    sch(beat<Led>, detail::heartbeat_pattern);
    host::board().at(4s, [this] { sch.stop(); });
    sch.run_forever();
    EXPECT_EQ(levels(), "off@0 on@0 off@2050 on@2150 off@2250 on@3000 off@3050 on@3150 off@3250");
}

TEST_F(HB_2, AnInvertedPinHasTheOppositeLevels) {
    sch(beat<InvertedLed>, detail::heartbeat_pattern);
    host::board().at(2200ms, [this] { sch.stop(); });
    sch.run_forever();
    EXPECT_EQ(levels(), "on@0 off@0 on@2050 off@2150");
}

constexpr Duration odd_pattern[] = {100ms, 200ms, 300ms};

TEST_F(HB_3, AnOddPatternJoinsItsLastAndFirstEntry) {
    sch(beat<Led>, odd_pattern);
    host::board().at(3s, [this] { sch.stop(); });
    sch.run_forever();
    EXPECT_EQ(levels(), "off@0 on@0 off@2100 on@2300 off@2700 on@2900");
}

TEST_F(HeartbeatTest, TwoLiveObjectsOfOnePadPanic) {
    const Led first;
    EXPECT_EXIT(Led(), testing::ExitedWithCode(1), "@perth panic pad in use: P0\n");
}

namespace example {

namespace board {
using Led = hal::Output<pad::P0>;
}  // namespace board

perth::Task<> beat(perth::Scheduler&) {
    perth::Heartbeat<board::Led> heartbeat;
    co_await heartbeat.beat();
}

}  // namespace example

TEST_F(HeartbeatTest, Example) {
    sch(example::beat);
    host::board().at(2200ms, [this] { sch.stop(); });
    sch.run_forever();
    EXPECT_EQ(levels(), "off@0 on@0 off@2050 on@2150");
}

}  // namespace
}  // namespace perth
