// The board of the nrf51 port's tests, in the form that `perth build` generates.
#pragma once

#include <cstdint>
#include <perth/hal/pin.hpp>

namespace board {

inline constexpr char name[] = "test-board";
inline constexpr char title[] = "the nrf51 port's test board";
inline constexpr std::uint32_t clock_hz = 16000000;
inline constexpr std::uint32_t crystal_hz = 16000000;
inline constexpr std::uint32_t bootloader = 0;
inline constexpr bool reset_on_panic = false;
inline constexpr bool agent = true;

struct memory {
    static constexpr std::uint32_t flash_start = 0;
    static constexpr std::uint32_t flash_size = 0x40000;
};

struct console {
    static constexpr bool usb = false;
    using uart = perth::uart::UART0;
    using tx = perth::pad::P0_24;
    using rx = perth::pad::P0_25;
    static constexpr std::uint32_t baud = 115200;
};

using Led = perth::hal::Output<perth::pad::P0_05, perth::active::low>;
using panic_led = Led;

}  // namespace board
