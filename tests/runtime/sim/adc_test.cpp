// The simulated ADC and the voltages at it.
#include "perth/hal/adc.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SimAdcTest : public RuntimeTest {
protected:
    SimAdcTest() { host::board().capture_record(); }

    std::vector<std::uint16_t> samples(int count, Duration period) {
        std::vector<std::uint16_t> values;
        for (int i = 0; i < count; ++i) {
            values.push_back(input.read_u16());
            busy_wait(period);
        }
        return values;
    }

    hal::AnalogInput<adc::A0> input;
};

TEST_F(SimAdcTest, AVoltageIsZeroUntilItIsSet) {
    EXPECT_EQ(input.read_u16(), 0);
    sim::set_adc(0, 40000);
    EXPECT_EQ(input.read_u16(), 40000);
    EXPECT_EQ(host::board().record(), "0 A0 40000\n");
}

TEST_F(SimAdcTest, ARampRisesBetweenItsTimes) {
    sim::set_adc(0, sim::ramp(1ms, 1000, 3ms, 5000));
    EXPECT_THAT(samples(5, 1ms), ElementsAre(1000, 1000, 3000, 5000, 5000));
    sim::set_adc(0, sim::ramp(5ms, 5000, 9ms, 1000));
    EXPECT_THAT(samples(3, 2ms), ElementsAre(5000, 3000, 1000));
}

TEST_F(SimAdcTest, ASawToothRepeats) {
    sim::set_adc(0, sim::repeat(sim::ramp(0ms, 0, 4ms, 4000), 4ms));
    EXPECT_THAT(samples(6, 1ms), ElementsAre(0, 1000, 2000, 3000, 0, 1000));
}

TEST_F(SimAdcTest, ASineIsCutAtTheEnds) {
    sim::set_adc(0, sim::sine(30000, 10000, 4ms));
    EXPECT_THAT(samples(4, 1ms), ElementsAre(30000, 40000, 30000, 20000));
    sim::set_adc(0, sim::sine(32768, 65535, 4ms));
    EXPECT_THAT(samples(4, 1ms), ElementsAre(32768, 65535, 32768, 0));
}

TEST_F(SimAdcTest, AnyFunctionOfTimeIsASignalAndIsRecordedWhenItIsRead) {
    sim::set_adc(0, [](sim::Microseconds time) { return std::uint16_t(time.count() / 1000 / 2); });
    EXPECT_THAT(samples(4, 1ms), ElementsAre(0, 0, 1, 1));
    EXPECT_EQ(host::board().record(), "2000 A0 1\n");
}

namespace example {

unsigned millivolts() {
    perth::hal::AnalogInput<perth::adc::A1> knob;
    return knob.read_u16() * 3300U / 65535;
}

}  // namespace example

TEST_F(SimAdcTest, TheExampleMeasures) {
    sim::set_adc(1, 65535);
    EXPECT_EQ(example::millivolts(), 3300U);
    sim::set_adc(1, 32768);
    EXPECT_EQ(example::millivolts(), 1650U);
}

}  // namespace
}  // namespace perth
