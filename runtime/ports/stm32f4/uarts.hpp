// The serial ports as types: perth::uart::USART1.
#pragma once

#include <cstdint>

#include "registers.hpp"

namespace perth::hal::stm32f4 {

/// Which of the two peripheral buses; the number is the index of its enable register.
enum class Bus : unsigned { apb1 = 0, apb2 = 1 };

/// What differs between the serial ports.
template <std::uint32_t Base, Bus At, unsigned EnableBit, unsigned Irq, unsigned Alternate>
struct SerialPort {
    static constexpr Bus bus = At;
    static constexpr std::uint32_t enable_mask = 1U << EnableBit;
    static constexpr unsigned irq = Irq;
    static constexpr unsigned alternate = Alternate;
    static Usart& registers() noexcept { return *reinterpret_cast<Usart*>(Base); }
};

}  // namespace perth::hal::stm32f4

/// Source: ST RM0090, "Memory map", "RCC APB1/APB2 peripheral clock enable register", "Vector table
/// for STM32F405xx/07xx"; ST DS8626, "Alternate function mapping".
namespace perth::uart {

using hal::stm32f4::Bus;
using hal::stm32f4::SerialPort;

using USART1 = SerialPort<0x4001'1000, Bus::apb2, 4, 37, 7>;
using USART2 = SerialPort<0x4000'4400, Bus::apb1, 17, 38, 7>;
using USART3 = SerialPort<0x4000'4800, Bus::apb1, 18, 39, 7>;
using UART4 = SerialPort<0x4000'4C00, Bus::apb1, 19, 52, 8>;
using UART5 = SerialPort<0x4000'5000, Bus::apb1, 20, 53, 8>;
using USART6 = SerialPort<0x4001'1400, Bus::apb2, 5, 71, 8>;

}  // namespace perth::uart
