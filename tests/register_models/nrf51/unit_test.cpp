// ADC and watchdog: what is written to their registers.
#include <gmock/gmock.h>

#include "adc.hpp"
#include "perth/hal/adc.hpp"
#include "perth/hal/watchdog.hpp"
#include "registers.hpp"
#include "tests/register_models/nrf51/registers_in_memory.hpp"
#include "watchdog.hpp"

namespace perth {
namespace {

using namespace std::chrono_literals;
using hal::nrf51::adc;
using hal::nrf51::watchdog;

class Nrf51Units : public RegistersInMemory {};

TEST_F(Nrf51Units, TheAdcTakesTenBitsOfTheSupply) {
    hal::AnalogInput<adc::On<pad::P0_03>> knob;
    // Source: "CONFIG": 10 bits, a third of the input, a third of the supply, AIN4.
    EXPECT_EQ(knob.read_u16(), 0);
    EXPECT_EQ(hal::nrf51::adc().config, 2U | 2U << 2 | 3U << 5 | 1U << 12);
    EXPECT_EQ(hal::nrf51::adc().enable, 0U);
}

TEST_F(Nrf51Units, TheAnalogInputsAreOnTheirPads) {
    EXPECT_EQ(hal::nrf51::analog_input(26), 0);
    EXPECT_EQ(hal::nrf51::analog_input(27), 1);
    EXPECT_EQ(hal::nrf51::analog_input(1), 2);
    EXPECT_EQ(hal::nrf51::analog_input(6), 7);
    for (const unsigned pin : {0U, 7U, 25U, 28U, 31U}) {
        EXPECT_LT(hal::nrf51::analog_input(pin), 0) << pin;
    }
}

TEST_F(Nrf51Units, TheWatchdogTakesTheNextLongerTime) {
    const struct {
        std::uint32_t us;
        std::uint32_t reload;
    } cases[] = {
        {1, 15}, {1'000'000, 32768}, {60'000'000, 1'966'080}, {4'000'000'000, 131'072'000}};
    for (const auto& each : cases) {
        ASSERT_TRUE(watchdog::Watchdog0::begin(each.us));
        EXPECT_EQ(hal::nrf51::watchdog().counts, each.reload) << each.us;
    }
    EXPECT_EQ(hal::nrf51::watchdog().start, 1U);
    hal::nrf51::watchdog().running = 1;
    EXPECT_TRUE(watchdog::Watchdog0::begin(1'000'000));  // it has more already
    EXPECT_EQ(hal::nrf51::watchdog().reload[0], 0x6E52'4635U);
    hal::nrf51::watchdog().counts = 100;
    EXPECT_FALSE(watchdog::Watchdog0::begin(1'000'000));
    EXPECT_EQ(hal::nrf51::watchdog().counts, 100U);
}

}  // namespace
}  // namespace perth
