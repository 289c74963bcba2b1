// expect: this UART does not transmit on that pad: UART0 has PA1, UART1 PD3, UART2 PG1
// expect: this UART does not receive on that pad: UART0 has PA0, UART1 PD2, UART2 PG0
// expect: this I2C has no clock on that pad: I2C0 has PB2, I2C1 PA6
// expect: this I2C has no data on that pad: I2C0 has PB3, I2C1 PA7
// expect: this SPI has no clock on that pad: SSI0 has PA2
// expect: this SPI does not send on that pad: SSI0 has PA5
// expect: this SPI does not receive on that pad: SSI0 has PA4
// expect: this chip has no PWM on that pad: it has PF0, PD1, PB0, PB1, PE0 and PE1
// expect: this chip measures no voltage on that pad: it has ADC0, ADC1, ADC2 and ADC3
// expect: this board's chip has no clock that counts through resets
#include <board.hpp>
#include <perth/hal/adc.hpp>
#include <perth/hal/i2c.hpp>
#include <perth/hal/pwm.hpp>
#include <perth/hal/rtc.hpp>
#include <perth/hal/spi.hpp>
#include <perth/hal/uart.hpp>
#include <perth/perth.hpp>

namespace pad = perth::pad;

template <typename Tx, typename Rx>
constexpr auto line = sizeof(perth::hal::Uart<perth::uart::Wired<perth::uart::UART1, Tx, Rx>>);
template <typename Scl, typename Sda>
constexpr auto bus = sizeof(perth::hal::I2cMaster<perth::i2c::Wired<perth::i2c::I2C0, Scl, Sda>>);
template <typename Sck, typename Mosi, typename Miso>
constexpr auto wires =
    sizeof(perth::hal::SpiMaster<perth::spi::Wired<perth::spi::SSI0, Sck, Mosi, Miso>>);

#ifdef PERTH_CONTROL
unsigned long sizes() {
    return line<pad::PD3, pad::PD2> + bus<pad::PB2, pad::PB3> +
           wires<pad::PA2, pad::PA5, pad::PA4> +
           sizeof(perth::hal::PwmOutput<perth::pwm::On<pad::PF0>>) +
           sizeof(perth::hal::AnalogInput<perth::adc::On<pad::ADC0>>);
}
#else
unsigned long sizes() {
    return line<pad::PA1, pad::PD2> + line<pad::PD3, pad::PA0> +  // of UART0
           bus<pad::PA6, pad::PB3> + bus<pad::PB2, pad::PA7> +    // of I2C1
           wires<pad::PA3, pad::PA5, pad::PA4> + wires<pad::PA2, pad::PA4, pad::PA4> +
           wires<pad::PA2, pad::PA5, pad::PA5> +
           sizeof(perth::hal::PwmOutput<perth::pwm::On<pad::PF1>>) +
           sizeof(perth::hal::AnalogInput<perth::adc::On<pad::PF1>>) +
           sizeof(perth::hal::Rtc<perth::rtc::Rtc0>);
}
#endif
