// PWM, ADC, watchdog, and what the chip tells of itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <board.hpp>
#include <perth_port.hpp>

#include "perth/hal/adc.hpp"
#include "perth/hal/pwm.hpp"
#include "perth/hal/watchdog.hpp"
#include "tests/ports/stm32f4/chip.hpp"

namespace perth::stm32f4 {
namespace {

constexpr std::uintptr_t rcc = 0x4002'3800;

// PA6 and PA7 are channels 1 and 2 of TIM3, PA8 of TIM1.
using Pwm = pwm::On<pad::PA6>;
using Neighbour = pwm::On<pad::PA7>;
using Advanced = pwm::On<pad::PA8>;
static_assert(hal::PwmChannel<Pwm>);

class PwmTest : public testing::Test {
protected:
    static constexpr std::uintptr_t tim3 = 0x4000'0400, tim1 = 0x4001'0000;
    static constexpr std::uintptr_t mode = 0x18, enable = 0x20, prescaler = 0x28, reload = 0x2C,
                                    compare = 0x34, dead_time = 0x44;
    ~PwmTest() override {
        Pwm::end();
        Neighbour::end();
        Advanced::end();
    }
    /// The frequency, with the 84 MHz of TIM3.
    double hz() { return 84e6 / (chip[tim3 + prescaler] + 1) / (chip[tim3 + reload] + 1); }
    double duty(unsigned channel) {
        return chip[tim3 + compare + 4 * channel] / (chip[tim3 + reload] + 1.0);
    }
    Chip chip;
};

TEST_F(PwmTest, MakesTheFrequencyAndTheDuty) {
    for (const std::uint32_t asked : {1U, 50U, 1000U, 44'100U, 1'000'000U}) {
        EXPECT_TRUE(Pwm::begin(asked, 0x4000));
        EXPECT_NEAR(hz(), asked, asked * 0.006) << asked;
        EXPECT_NEAR(duty(0), 0.25, 0.006) << asked;
    }
    EXPECT_EQ(chip[tim3 + mode] & 0xFF, 0x68U) << "PWM mode 1, from the next period on";
    EXPECT_EQ(chip[tim3 + enable], 1U);
}

TEST_F(PwmTest, IsNeverOrAlwaysHighAtTheEnds) {
    EXPECT_TRUE(Pwm::begin(1, 0));
    EXPECT_EQ(chip[tim3 + compare], 0U);
    Pwm::set_duty(0xFFFF);
    EXPECT_EQ(chip[tim3 + compare], chip[tim3 + reload] + 1);
    EXPECT_LE(chip[tim3 + compare], 0xFFFFU) << "or it would never be reached";
}

TEST_F(PwmTest, KeepsTheDutyOfAChannelWhoseTimerGetsAnotherFrequency) {
    EXPECT_TRUE(Pwm::begin(1000, 0x8000));
    EXPECT_TRUE(Neighbour::begin(20'000, 0x4000));
    EXPECT_NEAR(duty(0), 0.5, 0.001);
    EXPECT_NEAR(duty(1), 0.25, 0.001);
}

TEST_F(PwmTest, RefusesWhatTheTimerCannot) {
    EXPECT_TRUE(Pwm::begin(1000, 0x8000));
    EXPECT_FALSE(Pwm::begin(0, 0));
    EXPECT_FALSE(Pwm::begin(80'000'000, 0));
    EXPECT_NEAR(hz(), 1000, 1);
}

TEST_F(PwmTest, SwitchesTheOutputsOfAnAdvancedTimerOn) {
    EXPECT_TRUE(Advanced::begin(1000, 0x8000));
    EXPECT_EQ(chip[tim1 + dead_time], 1U << 15);
}

TEST_F(PwmTest, LeavesThePadLow) {
    EXPECT_TRUE(Pwm::begin(1000, 0x8000));
    EXPECT_EQ(chip[0x4002'0000] >> 12 & 3, 2U);  // the timer's
    Pwm::end();
    EXPECT_EQ(chip[0x4002'0000] >> 12 & 3, 1U);  // an output
    EXPECT_EQ(chip[0x4002'0018], 1U << 22);      // low
    EXPECT_EQ(chip[tim3], 0U);
}

TEST_F(PwmTest, OwnsItsChannelWithThePad) {
    using Same = pwm::On<pad::PB4>;  // channel 1 of TIM3, too
    EXPECT_TRUE(Pwm::claim());
    EXPECT_FALSE(Same::claim());
    Pwm::unclaim();
    EXPECT_TRUE(Same::claim());
    Same::unclaim();
}

TEST(Adc, MeasuresWithTwelveBits) {
    using Pad = adc::On<pad::PC3>;
    static_assert(hal::AdcChannel<Pad>);
    Chip chip;
    constexpr std::uintptr_t status = 0x4001'2000, control2 = status + 8, sequence = status + 0x34,
                             data = status + 0x4C;
    int looks = 0;
    chip.on_read[status] = [&] { return ++looks > 5 ? 2U : 0U; };
    Pad::begin();
    chip[data] = 0xABC;
    EXPECT_EQ(Pad::read_u16(), 0xABCA);
    EXPECT_EQ(chip[sequence], 13U);
    EXPECT_EQ(looks, 6);
    chip[data] = 0xFFF;
    EXPECT_EQ(Pad::read_u16(), 0xFFFF);
    Pad::end();
    EXPECT_EQ(chip[control2], 0U) << "off";
}

TEST(Adc, GivesUpWithinFortyMicroseconds) {
    Chip chip;
    int looks = 0;
    chip.on_read[0x4001'2000] = [&] { return ++looks, 0U; };
    adc::On<pad::PA0>::begin();
    EXPECT_EQ(adc::On<pad::PA0>::read_u16(), 0);
    EXPECT_LE(looks, 168 * 40 / 8);
    adc::On<pad::PA0>::end();
}

class WatchdogTest : public testing::Test {
protected:
    WatchdogTest() {
        chip[rcc] = 0x83;
        chip.on_write[0x4000'3000] = [this](std::uint32_t key) { keys.push_back(key); };
    }
    /// At 32 kHz.
    double seconds() { return (chip[0x4000'3008] + 1.0) * (4 << chip[0x4000'3004]) / 32'000; }
    Chip chip;
    std::vector<std::uint32_t> keys;
};

TEST_F(WatchdogTest, TakesTheNextLongerTimeOut) {
    static_assert(hal::WatchdogUnit<watchdog::Watchdog0>);
    for (const std::uint32_t us : {1U, 125U, 126U, 512'000U, 512'001U, 1'000'000U, 32'768'000U}) {
        EXPECT_TRUE(watchdog::Watchdog0::begin(us));
        EXPECT_GE(seconds(), us * 1e-6);
        EXPECT_LE(seconds(), us * 1.002e-6 + 125e-6);
    }
    EXPECT_FALSE(watchdog::Watchdog0::begin(32'768'001));
}

TEST_F(WatchdogTest, IsStartedUnlockedAndFed) {
    EXPECT_TRUE(watchdog::Watchdog0::begin(1'000'000));
    EXPECT_THAT(keys, testing::ElementsAre(0xCCCC, 0x5555, 0xAAAA));
}

TEST_F(WatchdogTest, SaysWhenItDoesNotAnswer) {
    chip[0x4000'300C] = 1;
    EXPECT_FALSE(watchdog::Watchdog0::begin(1'000'000));
    EXPECT_LT(hal::time_us, 110'000);
}

TEST_F(WatchdogTest, IsNotThereInAnEmulator) {
    chip.is_empty = true;
    EXPECT_FALSE(watchdog::Watchdog0::begin(1'000'000));
}

}  // namespace
}  // namespace perth::stm32f4
