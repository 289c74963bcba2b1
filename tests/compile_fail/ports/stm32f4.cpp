// clang-format off
// expect: this UART cannot transmit on this pad: see the chip's datasheet, "Alternate function mapping"
// expect: this UART cannot receive on this pad: see the chip's datasheet, "Alternate function mapping"
// expect: this I2C has no clock on this pad: see the chip's datasheet, "Alternate function mapping"
// expect: this I2C has no data on this pad: see the chip's datasheet, "Alternate function mapping"
// expect: this SPI has no clock on this pad: see the chip's datasheet, "Alternate function mapping"
// expect: this SPI cannot send on this pad: see the chip's datasheet, "Alternate function mapping"
// expect: this SPI cannot receive on this pad: see the chip's datasheet, "Alternate function mapping"
// expect: no timer can switch this pad: see the chip's datasheet, "Alternate function mapping", and pwm.hpp for the timers
// expect: this pad's voltage cannot be measured: PA0 to PA7, PB0, PB1 and PC0 to PC5 can
// expect: the mcu's stm32_pid is of no line of the STM32F4 that the port knows
// clang-format on
#include <board.hpp>
#include <perth/hal/adc.hpp>
#include <perth/hal/i2c.hpp>
#include <perth/hal/pwm.hpp>
#include <perth/hal/spi.hpp>
#include <perth/hal/uart.hpp>
#include <perth/perth.hpp>

namespace pad = perth::pad;
using perth::hal::stm32f4::Block;
using perth::hal::stm32f4::Role;

struct UnknownChip {
    static constexpr std::uint32_t stm32_pid = 0x411;  // an STM32F2
};

#ifdef PERTH_CONTROL
using Line = perth::uart::Wired<perth::uart::USART1, pad::PA9, pad::PA10>;
using Bus = perth::i2c::Wired<perth::i2c::I2C1, pad::PB6, pad::PB7>;
using Wires = perth::spi::Wired<perth::spi::SPI1, pad::PA5, pad::PA7, pad::PA6>;
using Servo = perth::pwm::On<pad::PC6>;
using Knob = perth::adc::On<pad::PA0>;
using Chip = board::chip;
#else
using Line = perth::uart::Wired<perth::uart::USART1, pad::PA10, pad::PA9>;
using Bus = perth::i2c::Wired<perth::i2c::I2C1, pad::PB7, pad::PB6>;
using Wires = perth::spi::Wired<perth::spi::SPI1, pad::PA6, pad::PA6, pad::PA7>;
using Servo = perth::pwm::On<pad::PD0>;
using Knob = perth::adc::On<pad::PD0>;
using Chip = UnknownChip;
#endif

bool begin() {
    perth::hal::AnalogInput<Knob> knob;
    return Line::begin(115200) && Bus::begin(100000) && Wires::begin({}) && Servo::begin(50, 0) &&
           perth::hal::stm32f4::alternate<pad::PA9, Chip>(Block::usart, 1, Role::tx) >= 0;
}
