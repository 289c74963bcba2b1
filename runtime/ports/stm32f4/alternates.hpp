// Which pad can be which line of which unit, and by what number.
#pragma once

#include <cstdint>

namespace board {
struct chip;  // <board.hpp> completes it before these templates are used
}

namespace perth::hal::stm32f4 {

/// The kinds of units that pads are wired to.
enum class Block : std::uint8_t { usart, i2c, spi, tim };
/// What a pad is to a unit; ch1…4 are a timer's channels.
enum class Role : std::uint8_t { tx, rx, scl, sda, sck, mosi, miso, ch1, ch2, ch3, ch4 };

/// One cell of a datasheet's table.
struct Alternate {
    Block block;
    std::uint8_t unit;  ///< 1: USART1, I2C1 …
    Role role;
    char port;
    std::uint8_t pin;
    std::uint8_t function;  ///< what the pad's AFR is set to
    std::uint8_t lines;     ///< of the family, a bit each
};

namespace alternates {

using enum Block;
using enum Role;

constexpr std::uint8_t f401 = 1, f405 = 2, f411 = 4, f446 = 8, all = 15;

/// In the order in which pwm::On chooses. Timers that other things need are not there: TIM2 and
/// TIM5 (periodic timers), TIM11 (time-outs of I2C).
/// Source: ST DS9716 and DS10086 (F401), DS8626 (F405/407), DS10314 (F411), DS10693 (F446), each
/// "Alternate function mapping".
// clang-format off
constexpr Alternate table[] = {
    {usart, 1, tx, 'A', 9, 7, all},
    {usart, 1, tx, 'A', 15, 7, f411},
    {usart, 1, tx, 'B', 6, 7, all},
    {usart, 1, rx, 'A', 10, 7, all},
    {usart, 1, rx, 'B', 3, 7, f411},
    {usart, 1, rx, 'B', 7, 7, all},
    {usart, 2, tx, 'A', 2, 7, all},
    {usart, 2, tx, 'D', 5, 7, all},
    {usart, 2, rx, 'A', 3, 7, all},
    {usart, 2, rx, 'D', 6, 7, all},
    {usart, 3, tx, 'B', 10, 7, f405 | f446},
    {usart, 3, tx, 'C', 10, 7, f405 | f446},
    {usart, 3, tx, 'D', 8, 7, f405 | f446},
    {usart, 3, rx, 'B', 11, 7, f405 | f446},
    {usart, 3, rx, 'C', 5, 7, f446},
    {usart, 3, rx, 'C', 11, 7, f405 | f446},
    {usart, 3, rx, 'D', 9, 7, f405 | f446},
    {usart, 4, tx, 'A', 0, 8, f405 | f446},
    {usart, 4, tx, 'C', 10, 8, f405 | f446},
    {usart, 4, rx, 'A', 1, 8, f405 | f446},
    {usart, 4, rx, 'C', 11, 8, f405 | f446},
    {usart, 5, tx, 'C', 12, 8, f405 | f446},
    {usart, 5, tx, 'E', 8, 8, f446},
    {usart, 5, rx, 'D', 2, 8, f405 | f446},
    {usart, 5, rx, 'E', 7, 8, f446},
    {usart, 6, tx, 'A', 11, 8, f401 | f411},
    {usart, 6, tx, 'C', 6, 8, all},
    {usart, 6, tx, 'G', 14, 8, f405 | f446},
    {usart, 6, rx, 'A', 12, 8, f401 | f411},
    {usart, 6, rx, 'C', 7, 8, all},
    {usart, 6, rx, 'G', 9, 8, f405 | f446},
    {i2c, 1, scl, 'B', 6, 4, all},
    {i2c, 1, scl, 'B', 8, 4, all},
    {i2c, 1, sda, 'B', 7, 4, all},
    {i2c, 1, sda, 'B', 9, 4, all},
    {i2c, 2, scl, 'B', 10, 4, all},
    {i2c, 2, scl, 'F', 1, 4, f405 | f446},
    {i2c, 2, scl, 'H', 4, 4, f405},
    {i2c, 2, sda, 'B', 3, 9, f401 | f411},
    {i2c, 2, sda, 'B', 3, 4, f446},
    {i2c, 2, sda, 'B', 9, 9, f411},
    {i2c, 2, sda, 'B', 11, 4, f405 | f411 | f446},
    {i2c, 2, sda, 'C', 12, 4, f446},
    {i2c, 2, sda, 'F', 0, 4, f405 | f446},
    {i2c, 2, sda, 'H', 5, 4, f405},
    {i2c, 3, scl, 'A', 8, 4, all},
    {i2c, 3, scl, 'H', 7, 4, f405},
    {i2c, 3, sda, 'B', 4, 9, f401 | f411},
    {i2c, 3, sda, 'B', 4, 4, f446},
    {i2c, 3, sda, 'B', 8, 9, f411},
    {i2c, 3, sda, 'C', 9, 4, all},
    {i2c, 3, sda, 'H', 8, 4, f405},
    {spi, 1, sck, 'A', 5, 5, all},
    {spi, 1, sck, 'B', 3, 5, all},
    {spi, 1, mosi, 'A', 7, 5, all},
    {spi, 1, mosi, 'B', 5, 5, all},
    {spi, 1, miso, 'A', 6, 5, all},
    {spi, 1, miso, 'B', 4, 5, all},
    {spi, 2, sck, 'A', 9, 5, f446},
    {spi, 2, sck, 'B', 10, 5, all},
    {spi, 2, sck, 'B', 13, 5, all},
    {spi, 2, sck, 'C', 7, 5, f411 | f446},
    {spi, 2, sck, 'D', 3, 5, f401 | f411 | f446},
    {spi, 2, sck, 'I', 1, 5, f405},
    {spi, 2, mosi, 'B', 15, 5, all},
    {spi, 2, mosi, 'C', 1, 7, f446},
    {spi, 2, mosi, 'C', 3, 5, all},
    {spi, 2, mosi, 'I', 3, 5, f405},
    {spi, 2, miso, 'B', 14, 5, all},
    {spi, 2, miso, 'C', 2, 5, all},
    {spi, 2, miso, 'I', 2, 5, f405},
    {spi, 3, sck, 'B', 3, 6, all},
    {spi, 3, sck, 'B', 12, 7, f411},
    {spi, 3, sck, 'C', 10, 6, all},
    {spi, 3, mosi, 'B', 0, 7, f446},
    {spi, 3, mosi, 'B', 2, 7, f446},
    {spi, 3, mosi, 'B', 5, 6, all},
    {spi, 3, mosi, 'C', 1, 5, f446},
    {spi, 3, mosi, 'C', 12, 6, all},
    {spi, 3, mosi, 'D', 0, 6, f446},
    {spi, 3, mosi, 'D', 6, 5, f401 | f411 | f446},
    {spi, 3, miso, 'B', 4, 6, all},
    {spi, 3, miso, 'C', 11, 6, all},
    {tim, 1, ch1, 'A', 8, 1, all},
    {tim, 1, ch1, 'E', 9, 1, all},
    {tim, 1, ch2, 'A', 9, 1, all},
    {tim, 1, ch2, 'E', 11, 1, all},
    {tim, 1, ch3, 'A', 10, 1, all},
    {tim, 1, ch3, 'E', 13, 1, all},
    {tim, 1, ch4, 'A', 11, 1, all},
    {tim, 1, ch4, 'E', 14, 1, all},
    {tim, 3, ch1, 'A', 6, 2, all},
    {tim, 3, ch1, 'B', 4, 2, all},
    {tim, 3, ch1, 'C', 6, 2, all},
    {tim, 3, ch2, 'A', 7, 2, all},
    {tim, 3, ch2, 'B', 5, 2, all},
    {tim, 3, ch2, 'C', 7, 2, all},
    {tim, 3, ch3, 'B', 0, 2, all},
    {tim, 3, ch3, 'C', 8, 2, all},
    {tim, 3, ch4, 'B', 1, 2, all},
    {tim, 3, ch4, 'C', 9, 2, all},
    {tim, 4, ch1, 'B', 6, 2, all},
    {tim, 4, ch1, 'D', 12, 2, all},
    {tim, 4, ch2, 'B', 7, 2, all},
    {tim, 4, ch2, 'D', 13, 2, all},
    {tim, 4, ch3, 'B', 8, 2, all},
    {tim, 4, ch3, 'D', 14, 2, all},
    {tim, 4, ch4, 'B', 9, 2, all},
    {tim, 4, ch4, 'D', 15, 2, all},
    {tim, 8, ch1, 'C', 6, 3, f405 | f446},
    {tim, 8, ch1, 'I', 5, 3, f405},
    {tim, 8, ch2, 'C', 7, 3, f405 | f446},
    {tim, 8, ch2, 'I', 6, 3, f405},
    {tim, 8, ch3, 'C', 8, 3, f405 | f446},
    {tim, 8, ch3, 'I', 7, 3, f405},
    {tim, 8, ch4, 'C', 9, 3, f405 | f446},
    {tim, 8, ch4, 'I', 2, 3, f405},
    {tim, 9, ch1, 'A', 2, 3, all},
    {tim, 9, ch1, 'E', 5, 3, all},
    {tim, 9, ch2, 'A', 3, 3, all},
    {tim, 9, ch2, 'E', 6, 3, all},
    {tim, 10, ch1, 'B', 8, 3, all},
    {tim, 10, ch1, 'F', 6, 3, f405 | f446},
    {tim, 12, ch1, 'B', 14, 9, f405 | f446},
    {tim, 12, ch1, 'H', 6, 9, f405},
    {tim, 12, ch2, 'B', 15, 9, f405 | f446},
    {tim, 12, ch2, 'H', 9, 9, f405},
    {tim, 13, ch1, 'A', 6, 9, f405 | f446},
    {tim, 13, ch1, 'F', 8, 9, f405 | f446},
    {tim, 14, ch1, 'A', 7, 9, f405 | f446},
    {tim, 14, ch1, 'F', 9, 9, f405 | f446},
};
// clang-format on

/// Returns the bit of a line by what its chips call themselves.
/// Source: RM0368, RM0090, RM0383, RM0390, each "MCU device ID code".
consteval std::uint8_t line_of(std::uint32_t device_id) noexcept {
    switch (device_id) {
        case 0x423:
        case 0x433:
            return f401;
        case 0x413:
            return f405;
        case 0x431:
            return f411;
        case 0x421:
            return f446;
        default:
            return 0;
    }
}

}  // namespace alternates

/// Returns the function number that makes pad `P` that line of that unit, -1 if it cannot be.
template <typename P, typename Chip = board::chip>
consteval int alternate(Block block, unsigned unit, Role role) noexcept {
    constexpr std::uint8_t line = alternates::line_of(Chip::stm32_pid);
    static_assert(line != 0,
                  "the mcu's stm32_pid is of no line of the STM32F4 that the port knows");
    for (const Alternate& each : alternates::table) {
        if (each.block == block && each.unit == unit && each.role == role &&
            each.port - 'A' == static_cast<int>(P::port) && each.pin == P::pin &&
            (each.lines & line) != 0) {
            return each.function;
        }
    }
    return -1;
}

}  // namespace perth::hal::stm32f4
