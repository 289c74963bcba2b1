// The board of the lm3s port's tests, in the form that `perth build` generates.
#pragma once

#include <cstdint>
#include <perth/hal/i2c.hpp>
#include <perth/hal/pin.hpp>
#include <perth/hal/spi.hpp>

namespace board {

inline constexpr char name[] = "test-board";
inline constexpr char title[] = "the lm3s port's test board";
inline constexpr std::uint32_t clock_hz = 50000000;
inline constexpr std::uint32_t crystal_hz = 8000000;
inline constexpr std::uint32_t bootloader = 0;
inline constexpr bool reset_on_panic = false;
inline constexpr bool agent = true;

struct console {
    static constexpr bool usb = false;
    using uart = perth::uart::UART0;
    using tx = perth::pad::PA1;
    using rx = perth::pad::PA0;
    static constexpr std::uint32_t baud = 115200;
};

using Led = perth::hal::Output<perth::pad::PF0, perth::active::high>;
using Button = perth::hal::Input<perth::pad::PF1, perth::active::low, perth::hal::Pull::up>;
using OledCommand = perth::hal::Output<perth::pad::PC7, perth::active::low>;
using OledSelect = perth::hal::Output<perth::pad::PA3, perth::active::low>;
using OledPower = perth::hal::Output<perth::pad::PC6, perth::active::high>;
using SdSelect = perth::hal::Output<perth::pad::PD0, perth::active::low>;
using I2c =
    perth::hal::I2cMaster<perth::i2c::Wired<perth::i2c::I2C0, perth::pad::PB2, perth::pad::PB3>>;
using Spi = perth::hal::SpiMaster<
    perth::spi::Wired<perth::spi::SSI0, perth::pad::PA2, perth::pad::PA5, perth::pad::PA4>>;
using panic_led = Led;

}  // namespace board
