// The board of the rp2040 port's tests with its console over USB, in the form that `perth build`
// generates.
#pragma once

#include <cstdint>
#include <perth/hal/pin.hpp>

namespace board {

inline constexpr char name[] = "test-board";
inline constexpr char title[] = "Test board";
inline constexpr std::uint32_t clock_hz = 125000000;
inline constexpr std::uint32_t crystal_hz = 12000000;
inline constexpr std::uint32_t bootloader = 0;
inline constexpr bool reset_on_panic = false;
inline constexpr bool agent = true;
inline constexpr std::uint16_t usb_vid = 0x2E8A;
inline constexpr std::uint16_t usb_pid = 0x000A;

struct memory {
    static constexpr std::uint32_t flash_start = 0x10000000;
    static constexpr std::uint32_t flash_size = 0x200000;
};

namespace clocks {
inline constexpr std::uint32_t flash_divider = 4;
inline constexpr std::uint32_t pll_sys_divider_1 = 6;
inline constexpr std::uint32_t pll_sys_divider_2 = 2;
inline constexpr std::uint32_t pll_sys_feedback = 125;
inline constexpr std::uint32_t pll_usb_divider_1 = 5;
inline constexpr std::uint32_t pll_usb_divider_2 = 5;
inline constexpr std::uint32_t pll_usb_feedback = 100;
inline constexpr std::uint32_t xosc_startup_us = 1000;
}  // namespace clocks

struct console {
    static constexpr bool usb = true;
};

using Led = perth::hal::Output<perth::pad::GPIO25, perth::active::high>;
using panic_led = Led;

}  // namespace board
