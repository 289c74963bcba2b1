// The serial ports as types: perth::uart::USART1, and with their pads perth::uart::Wired.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "alternates.hpp"
#include "pads.hpp"
#include "registers.hpp"
#include "serial_line.hpp"
#include "wired.hpp"

namespace perth::hal::stm32f4 {

/// What differs between the serial ports.
template <unsigned Number, std::uintptr_t Base, Bus At, unsigned EnableBit, unsigned Irq>
struct SerialPort {
    static constexpr unsigned number = Number;
    static constexpr Bus bus = At;
    static constexpr std::uint32_t enable_mask = 1U << EnableBit;
    static constexpr unsigned irq = Irq;
    static Usart& registers() noexcept { return *reinterpret_cast<Usart*>(Base); }
};

/// Hands the pads to the port. They are pulled up: an open receiver is to read idle.
template <typename Port, typename Tx, typename Rx>
void wire_uart() noexcept {
    constexpr int tx = alternate<Tx>(Block::usart, Port::number, Role::tx);
    constexpr int rx = alternate<Rx>(Block::usart, Port::number, Role::rx);
    static_assert(tx >= 0,
                  "this UART cannot transmit on this pad: see the chip's datasheet, "
                  "\"Alternate function mapping\"");
    static_assert(rx >= 0,
                  "this UART cannot receive on this pad: see the chip's datasheet, "
                  "\"Alternate function mapping\"");
    make_alternate(Tx::port, Tx::pin, tx);
    make_alternate(Rx::port, Rx::pin, rx);
}

}  // namespace perth::hal::stm32f4

/// Source: ST RM0090, "Memory map", "RCC APB1/APB2 peripheral clock enable register", "Vector table
/// for STM32F405xx/07xx".
namespace perth::uart {

using hal::stm32f4::Bus;
using hal::stm32f4::SerialPort;

struct USART1 : SerialPort<1, 0x4001'1000, Bus::apb2, 4, 37> {
    static constexpr char name[] = "USART1";
};
struct USART2 : SerialPort<2, 0x4000'4400, Bus::apb1, 17, 38> {
    static constexpr char name[] = "USART2";
};
struct USART3 : SerialPort<3, 0x4000'4800, Bus::apb1, 18, 39> {
    static constexpr char name[] = "USART3";
};
struct UART4 : SerialPort<4, 0x4000'4C00, Bus::apb1, 19, 52> {
    static constexpr char name[] = "UART4";
};
struct UART5 : SerialPort<5, 0x4000'5000, Bus::apb1, 20, 53> {
    static constexpr char name[] = "UART5";
};
struct USART6 : SerialPort<6, 0x4001'1400, Bus::apb2, 5, 71> {
    static constexpr char name[] = "USART6";
};

}  // namespace perth::uart

namespace perth::hal::stm32f4 {
// Each in a file of its own, with its interrupt: linked only if used.
extern template class SerialLine<uart::USART1>;
extern template class SerialLine<uart::USART2>;
extern template class SerialLine<uart::USART3>;
extern template class SerialLine<uart::UART4>;
extern template class SerialLine<uart::UART5>;
extern template class SerialLine<uart::USART6>;
}  // namespace perth::hal::stm32f4

namespace perth::uart {

/// A serial port on its pads; see hal::UartUnit. Its interrupt is then not the program's.
template <typename Port, typename Tx, typename Rx>
struct Wired {
    static constexpr const char* name = Port::name;
    static bool claim() noexcept { return hal::stm32f4::claim_all<Line, Tx, Rx>(); }
    static void unclaim() noexcept { hal::stm32f4::unclaim_all<Line, Tx, Rx>(); }
    static bool begin(std::uint32_t baud) noexcept {
        if (!Line::try_begin(baud)) return false;
        hal::stm32f4::wire_uart<Port, Tx, Rx>();
        return true;
    }
    static void end() noexcept {
        Line::end();
        Tx::release();
        Rx::release();
    }
    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        return Line::write(bytes);
    }
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept { return Line::read(buffer); }
    static bool sending() noexcept { return Line::sending(); }
    static std::uint32_t lost() noexcept { return Line::lost(); }
    static void on_receive(hal::Callback callback) noexcept { Line::on_receive(callback); }
    static void on_transmit(hal::Callback callback) noexcept { Line::on_transmit(callback); }

private:
    using Line = hal::stm32f4::SerialLine<Port>;
};

}  // namespace perth::uart
