// expect: this UART cannot send on this pad
// expect: this UART cannot receive on this pad
// expect: this I2C bus has no clock on this pad
// expect: this I2C bus has no data on this pad
// expect: this SPI bus has no clock on this pad
// expect: this SPI bus cannot send on this pad
// expect: this SPI bus cannot receive on this pad
// expect: this chip can measure the voltage of GPIO26 to GPIO29 only
#include <board.hpp>
#include <perth/hal/adc.hpp>
#include <perth/hal/i2c.hpp>
#include <perth/hal/spi.hpp>
#include <perth/hal/uart.hpp>
#include <perth/perth.hpp>

namespace pad = perth::pad;

template <typename Tx, typename Rx>
using Line = perth::uart::Wired<perth::uart::UART1, Tx, Rx>;
template <typename Scl, typename Sda>
using Bus = perth::i2c::Wired<perth::i2c::I2C0, Scl, Sda>;
template <typename Sck, typename Mosi, typename Miso>
using Wires = perth::spi::Wired<perth::spi::SPI0, Sck, Mosi, Miso>;

#ifdef PERTH_CONTROL
bool begin() {
    return Line<pad::GPIO4, pad::GPIO5>::begin(115200) &&
           Bus<pad::GPIO5, pad::GPIO4>::begin(100000) &&
           Wires<pad::GPIO2, pad::GPIO3, pad::GPIO0>::begin({}) &&
           sizeof(perth::hal::AnalogInput<perth::adc::On<pad::GPIO26>>) != 0;
}
#else
bool begin() {
    return Line<pad::GPIO0, pad::GPIO5>::begin(115200) &&  // of UART0
           Line<pad::GPIO4, pad::GPIO4>::begin(115200) &&
           Bus<pad::GPIO4, pad::GPIO4>::begin(100000) &&
           Bus<pad::GPIO5, pad::GPIO2>::begin(100000) &&             // of I2C1
           Wires<pad::GPIO10, pad::GPIO3, pad::GPIO0>::begin({}) &&  // of SPI1
           Wires<pad::GPIO2, pad::GPIO0, pad::GPIO0>::begin({}) &&
           Wires<pad::GPIO2, pad::GPIO3, pad::GPIO3>::begin({}) &&
           sizeof(perth::hal::AnalogInput<perth::adc::On<pad::GPIO25>>) != 0;
}
#endif
