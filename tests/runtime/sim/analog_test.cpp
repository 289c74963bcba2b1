// The simulated ADC and PWM channels.
#include <sim.hpp>

#include "perth/hal/adc.hpp"
#include "perth/hal/pwm.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SimAnalogTest : public RuntimeTest {
protected:
    SimAnalogTest() { host::board().capture_record(); }

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

TEST_F(SimAnalogTest, AVoltageIsZeroUntilItIsSet) {
    EXPECT_EQ(input.read_u16(), 0);
    sim::set_adc(0, 40000);
    EXPECT_EQ(input.read_u16(), 40000);
    EXPECT_EQ(host::board().record(), "0 A0 40000\n");
}

TEST_F(SimAnalogTest, ARampRisesBetweenItsTimes) {
    sim::set_adc(0, sim::ramp(1ms, 1000, 3ms, 5000));
    EXPECT_THAT(samples(5, 1ms), ElementsAre(1000, 1000, 3000, 5000, 5000));
    sim::set_adc(0, sim::ramp(5ms, 5000, 9ms, 1000));
    EXPECT_THAT(samples(3, 2ms), ElementsAre(5000, 3000, 1000));
}

TEST_F(SimAnalogTest, ASawToothRepeats) {
    sim::set_adc(0, sim::repeat(sim::ramp(0ms, 0, 4ms, 4000), 4ms));
    EXPECT_THAT(samples(6, 1ms), ElementsAre(0, 1000, 2000, 3000, 0, 1000));
}

TEST_F(SimAnalogTest, ASineIsCutAtTheEnds) {
    sim::set_adc(0, sim::sine(30000, 10000, 4ms));
    EXPECT_THAT(samples(4, 1ms), ElementsAre(30000, 40000, 30000, 20000));
    sim::set_adc(0, sim::sine(32768, 65535, 4ms));
    EXPECT_THAT(samples(4, 1ms), ElementsAre(32768, 65535, 32768, 0));
}

TEST_F(SimAnalogTest, AnyFunctionOfTimeIsASignalAndIsRecordedWhenItIsRead) {
    sim::set_adc(0, [](sim::Microseconds time) { return std::uint16_t(time.count() / 1000 / 2); });
    EXPECT_THAT(samples(4, 1ms), ElementsAre(0, 0, 1, 1));
    EXPECT_EQ(host::board().record(), "2000 A0 1\n");
}

TEST_F(SimAnalogTest, APwmIsWhatTheFirmwareMadeOfIt) {
    {
        hal::PwmOutput<pwm::W0> servo;
        servo.set_duty_u16(1);  // not begun
        EXPECT_EQ(sim::pwm(0), sim::Pwm{});
        ASSERT_TRUE(servo.begin(50, 4915));
        EXPECT_EQ(sim::pwm(0), (sim::Pwm{50, 4915}));
        busy_wait(1ms);
        servo.set_duty_u16(3276);
        servo.set_duty_u16(3276);
        EXPECT_EQ(servo.begin(0).error(), Errc::out_of_range);
    }
    EXPECT_EQ(host::board().record(), "0 W0 50 4915\n1000 W0 50 3276\n1000 W0 0 0\n");
}

}  // namespace
}  // namespace perth
