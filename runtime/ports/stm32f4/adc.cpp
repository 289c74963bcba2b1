// ADC1: one conversion at a time, when somebody asks.
#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::stm32f4 {
namespace {

unsigned users = 0;  // thread context only

}  // namespace

void begin_adc() noexcept {
    if (users++ != 0) return;
    {
        const Critical guard;
        rcc().apb_enable[1] = rcc().apb_enable[1] | Rcc::apb2_adc1;
        (void)rcc().apb_enable[1];
    }
    // ST DS8626, "ADC characteristics": 36 MHz at most, of an APB2 with up to 100.
    adc_common() = Adc::clock_by_4;
    adc1().sampling[0] = Adc::sample_84;
    adc1().sampling[1] = Adc::sample_84;
    adc1().control2 = Adc::enable;
    busy_wait(3);  // likewise: power-up time
}

void end_adc() noexcept {
    if (users != 0 && --users == 0) adc1().control2 = 0;
}

std::uint16_t convert(unsigned channel) noexcept {
    adc1().status = 0;
    adc1().sequence[2] = channel;
    adc1().control2 = Adc::enable | Adc::start;
    // 96 clocks of the ADC: 5 µs, 24 µs from the internal oscillator. A look takes eight of the
    // core's or more.
    const std::uint32_t looks = cortex_m::CoreClock::cycles_per_us() * 40 / 8;
    for (std::uint32_t i = 0; i < looks && (adc1().status & Adc::converted) == 0; ++i) continue;
    return static_cast<std::uint16_t>(adc1().data & 0xFFF);
}

}  // namespace perth::hal::stm32f4
