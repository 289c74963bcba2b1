// Units together with the pads that a board wires them to.
#include "perth/hal/adc.hpp"
#include "perth/hal/i2c.hpp"
#include "perth/hal/pin.hpp"
#include "perth/hal/pwm.hpp"
#include "perth/hal/spi.hpp"
#include "perth/hal/uart.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using Line = uart::Wired<uart::U0, pad::P10, pad::P11>;
using Bus = i2c::Wired<i2c::I0, pad::P12, pad::P13>;
using Fast = spi::Wired<spi::S0, pad::P14, pad::P15, pad::P16>;

static_assert(hal::UartUnit<Line>);
static_assert(hal::I2cUnit<Bus>);
static_assert(hal::SpiUnit<Fast>);
static_assert(hal::AdcChannel<adc::On<pad::P24>>);
static_assert(hal::PwmChannel<pwm::On<pad::P0>>);

using WiredTest = RuntimeTest;

TEST_F(WiredTest, OwnTheUnitAndItsPads) {
    const hal::SpiMaster<Fast> bus;
    EXPECT_EXIT(hal::Output<pad::P16>(), testing::ExitedWithCode(1), "pad in use: P16");
    EXPECT_EXIT(hal::SpiMaster<spi::S0>(), testing::ExitedWithCode(1), "pad in use: S0");
}

TEST_F(WiredTest, AreRefusedWhereAPadHasAnOwner) {
    {
        const hal::Output<pad::P15> led;
        EXPECT_FALSE(Fast::claim());
    }
    const hal::SpiMaster<spi::S0> bus;  // nothing stayed claimed
    const hal::Output<pad::P14> free;
}

TEST_F(WiredTest, GiveAllBack) {
    {
        const hal::I2cMaster<Bus> bus;
    }
    const hal::Output<pad::P12> free;
    const hal::Output<pad::P13> free_too;
    const hal::I2cMaster<i2c::I0> again;
}

TEST_F(WiredTest, ChannelsBelongToAPad) {
    hal::PwmOutput<pwm::On<pad::P2>> led;
    EXPECT_TRUE(led.begin(1000, 5));
    EXPECT_FALSE(pwm::W2::claim());
    EXPECT_TRUE(pad::P3::claim());
    pad::P3::unclaim();
    EXPECT_FALSE(pad::P2::claim());
}

}  // namespace
}  // namespace perth
