// The analog to digital converter. Source: Nordic nRF51 Series Reference Manual v3.0, "Analog to
// Digital Converter (ADC)".
#include "adc.hpp"

#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::nrf51 {

// A third of the input against a third of the supply: their ratio is that of the voltages. Ten bits
// take 68 us (Nordic nRF51822 Product Specification v3.3, "Analog to digital converter (ADC)
// specifications"). What does not end, as in QEMU, is given up and reads 0.
std::uint16_t read_analog(unsigned input) noexcept {
    constexpr std::int64_t longest_us = 100;
    adc().config =
        Adc::bits_10 | Adc::third_of_input | Adc::against_third_of_supply | Adc::input(input);
    adc().enable = 1;
    adc().end = 0;
    adc().start = 1;
    const std::int64_t limit = now() + longest_us;
    while (adc().end == 0 && now() <= limit) {
    }
    const std::uint32_t value = adc().end != 0 ? adc().result & 0x3FF : 0;
    adc().stop = 1;
    adc().enable = 0;
    return static_cast<std::uint16_t>(value << 6 | value >> 4);
}

}  // namespace perth::hal::nrf51
