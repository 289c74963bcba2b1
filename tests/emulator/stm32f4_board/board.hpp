// The board of the stm32f4 port's tests, in the form that `perth build` generates.
#pragma once

#include <cstdint>
#include <perth/hal/pin.hpp>

namespace board {

inline constexpr char name[] = "test-board";
inline constexpr std::uint32_t clock_hz = 168000000;
inline constexpr std::uint32_t crystal_hz = 12000000;
inline constexpr std::uint32_t bootloader = 0x1fff0000;
inline constexpr bool reset_on_panic = false;
inline constexpr bool agent = true;

namespace clocks {
inline constexpr std::uint32_t pll_m = 12;
inline constexpr std::uint32_t pll_n = 336;
inline constexpr std::uint32_t pll_p = 2;
inline constexpr std::uint32_t pll_q = 7;
inline constexpr std::uint32_t ahb_divider = 1;
inline constexpr std::uint32_t apb1_divider = 4;
inline constexpr std::uint32_t apb2_divider = 2;
inline constexpr std::uint32_t flash_wait_states = 5;
}  // namespace clocks

struct console {
    using uart = perth::uart::USART1;
    using tx = perth::pad::PB6;
    using rx = perth::pad::PB7;
    static constexpr std::uint32_t baud = 115200;
};

using Led = perth::hal::Output<perth::pad::PB4, perth::active::high>;
using panic_led = Led;

}  // namespace board
