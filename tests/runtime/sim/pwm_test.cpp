// The simulated PWM channels.
#include "perth/hal/pwm.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SimPwmTest : public RuntimeTest {
protected:
    SimPwmTest() { host::board().capture_record(); }

    Scheduler sch;
};

TEST_F(SimPwmTest, IsWhatTheFirmwareMadeOfIt) {
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

namespace example {

perth::Task<> wave() {
    perth::hal::PwmOutput<perth::pwm::W0> servo;
    if (!servo.begin(50, 65535 * 3 / 40)) co_return;  // 1.5 ms in each 20 ms
    co_await perth::sleep(1s);
    servo.set_duty_u16(65535 / 20);  // 1 ms
    co_await perth::sleep(1s);
}

}  // namespace example

TEST_F(SimPwmTest, TheExampleMovesAServo) {
    sch.run(example::wave());
    EXPECT_EQ(host::board().record(), "0 W0 50 4915\n1000000 W0 50 3276\n2000000 W0 0 0\n");
}

}  // namespace
}  // namespace perth
