// What the lm3s port sets a PWM generator to, in a model of the generator: QEMU has none.
#include <gtest/gtest.h>

#include "runtime/ports/lm3s/pwm_plan.hpp"

namespace perth::hal::lm3s {
namespace {

/// Counts from clocks - 1 down to 0, and does at each count what PWMnGENx says. Returns for how
/// many clocks of its second period the level is high. Source: TI DS-LM3S6965, "PWM Timer", "PWM
/// Signal Generator".
std::uint32_t high_clocks(std::uint32_t clocks, std::uint16_t duty, unsigned channel) {
    constexpr unsigned at_zero = 0, at_load = 2;
    const unsigned at_match = channel == 0 ? 6 : 10;
    const PwmOutput output = pwm_output(clocks, duty, channel);
    bool level = duty < 0x8000;  // the wrong one at first
    const auto act = [&](unsigned when) {
        const std::uint32_t action = output.action >> when & 3U;
        if (action == 2) level = false;
        if (action == 3) level = true;
    };
    std::uint32_t high = 0;
    for (int period = 0; period < 2; ++period) {
        high = 0;
        for (std::uint32_t count = clocks; count-- != 0;) {
            if (count == clocks - 1) act(at_load);
            if (count == output.match) act(at_match);
            if (count == 0) act(at_zero);
            high += level ? 1 : 0;
        }
    }
    return high;
}

TEST(Lm3sPwm, IsHighForItsPartOfThePeriod) {
    for (const unsigned channel : {0U, 1U}) {
        EXPECT_EQ(high_clocks(1000, 0, channel), 0U);
        EXPECT_EQ(high_clocks(1000, 65535, channel), 1000U);
        EXPECT_EQ(high_clocks(1000, 32768, channel), 500U);
        EXPECT_EQ(high_clocks(1000, 66, channel), 1U);
        EXPECT_EQ(high_clocks(1000, 65470, channel), 999U);
        EXPECT_EQ(high_clocks(65536, 16384, channel), 16384U);
        EXPECT_EQ(high_clocks(2, 32768, channel), 1U);
    }
}

TEST(Lm3sPwm, TakesTheFinestPeriodThatFits) {
    const auto is = [](PwmPeriod period, unsigned log2_divider, std::uint32_t clocks) {
        return period.log2_divider == log2_divider && period.clocks == clocks;
    };
    EXPECT_TRUE(is(finest_pwm_period(50'000'000, 1000), 0, 50'000));
    EXPECT_TRUE(is(finest_pwm_period(50'000'000, 50), 4, 62'500));
    EXPECT_TRUE(is(finest_pwm_period(50'000'000, 12), 6, 65'104));
    EXPECT_TRUE(is(finest_pwm_period(50'000'000, 25'000'000), 0, 2));
    EXPECT_EQ(finest_pwm_period(50'000'000, 11).clocks, 0U);
    EXPECT_EQ(finest_pwm_period(50'000'000, 26'000'000).clocks, 2U) << "to the nearest clock";
    EXPECT_EQ(finest_pwm_period(50'000'000, 40'000'000).clocks, 0U);
}

}  // namespace
}  // namespace perth::hal::lm3s
