// The board of the stm32f4 port's tests, in the form that `perth build` generates.
#pragma once

#include <cstdint>
#include <perth/hal/pin.hpp>

namespace board {

inline constexpr char name[] = "test-board";
inline constexpr char title[] = "Test board";
inline constexpr std::uint32_t clock_hz = 168000000;
inline constexpr std::uint32_t crystal_hz = 12000000;
inline constexpr std::uint32_t bootloader = 0x1fff0000;
inline constexpr bool reset_on_panic = false;
inline constexpr bool agent = true;

namespace clocks {
inline constexpr std::uint32_t hse_bypass = 0;
inline constexpr std::uint32_t lse_hz = 32768;
inline constexpr std::uint32_t voltage_scale = 0;
inline constexpr std::uint32_t overdrive = 0;
inline constexpr std::uint32_t pll_m = 12;
inline constexpr std::uint32_t pll_n = 336;
inline constexpr std::uint32_t pll_p = 2;
inline constexpr std::uint32_t pll_q = 7;
inline constexpr std::uint32_t ahb_divider = 1;
inline constexpr std::uint32_t apb1_divider = 4;
inline constexpr std::uint32_t apb2_divider = 2;
inline constexpr std::uint32_t flash_wait_states = 5;
}  // namespace clocks

struct memory {
    static constexpr std::uint32_t flash_start = 0x08000000;
    static constexpr std::uint32_t flash_size = 0x100000;
    struct Sectors {
        std::uint32_t count;
        std::uint32_t size;
    };
    static constexpr Sectors flash_sectors[] = {{4, 16384}, {1, 65536}, {7, 131072}};
};

struct chip {
    static constexpr char name[] = "stm32f405rg";
    static constexpr std::uint32_t stm32_pid = 0x413;
};

struct console {
    static constexpr bool usb = false;
    using uart = perth::uart::USART1;
    using tx = perth::pad::PB6;
    using rx = perth::pad::PB7;
    static constexpr std::uint32_t baud = 115200;
};

using Led = perth::hal::Output<perth::pad::PB4, perth::active::high>;
using panic_led = Led;

}  // namespace board
