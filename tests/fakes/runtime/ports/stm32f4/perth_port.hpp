// All pads and units of the family: whatever a board definition names is there.
#pragma once

namespace perth::pad {

#define PERTH_PORT_PADS(L) \
    struct P##L##0;        \
    struct P##L##1;        \
    struct P##L##2;        \
    struct P##L##3;        \
    struct P##L##4;        \
    struct P##L##5;        \
    struct P##L##6;        \
    struct P##L##7;        \
    struct P##L##8;        \
    struct P##L##9;        \
    struct P##L##10;       \
    struct P##L##11;       \
    struct P##L##12;       \
    struct P##L##13;       \
    struct P##L##14;       \
    struct P##L##15;

PERTH_PORT_PADS(A)
PERTH_PORT_PADS(B)
PERTH_PORT_PADS(C)
PERTH_PORT_PADS(D)
PERTH_PORT_PADS(E)
PERTH_PORT_PADS(F)
PERTH_PORT_PADS(G)
PERTH_PORT_PADS(H)
PERTH_PORT_PADS(I)

#undef PERTH_PORT_PADS

}  // namespace perth::pad

namespace perth::uart {
struct USART1;
struct USART2;
struct USART3;
struct UART4;
struct UART5;
struct USART6;
template <typename Unit, typename Tx, typename Rx>
struct Wired;
}  // namespace perth::uart

namespace perth::i2c {
struct I2C1;
struct I2C2;
struct I2C3;
template <typename Unit, typename Scl, typename Sda>
struct Wired;
}  // namespace perth::i2c

namespace perth::spi {
struct SPI1;
struct SPI2;
struct SPI3;
template <typename Unit, typename Sck, typename Mosi, typename Miso>
struct Wired;
}  // namespace perth::spi

namespace perth::adc {
template <typename Pad>
struct On;
}  // namespace perth::adc

namespace perth::pwm {
template <typename Pad>
struct On;
}  // namespace perth::pwm
