// The serial ports as types: perth::uart::UART0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::lm3s {

/// What serial ports do; one function each for all. See hal::UartUnit.
bool claim_uart(unsigned unit) noexcept;
void unclaim_uart(unsigned unit) noexcept;
bool begin_uart(unsigned unit, std::uint32_t baud) noexcept;
void end_uart(unsigned unit) noexcept;
std::size_t write_uart(unsigned unit, std::span<const std::uint8_t> bytes) noexcept;
std::size_t read_uart(unsigned unit, std::span<std::uint8_t> buffer) noexcept;
bool uart_is_sending(unsigned unit) noexcept;
std::uint32_t uart_lost(unsigned unit) noexcept;
void on_uart_receive(unsigned unit, Callback callback) noexcept;
void on_uart_transmit(unsigned unit, Callback callback) noexcept;

/// For the console: `tap` is asked in the interrupt about each byte; it takes it if it returns
/// true. Null: nobody is asked.
void tap_uart(unsigned unit, bool (*tap)(std::uint8_t)) noexcept;
/// For the console: sends the oldest byte that waits, polled; waits for room, which is bounded by
/// the baud rate. Returns whether there was one.
bool push_uart(unsigned unit, std::uint32_t baud) noexcept;
/// For the console: waits until the chip's queue is sent; bounded likewise.
void flush_uart(unsigned unit, std::uint32_t baud) noexcept;
/// For the console: likewise, this byte, past the queue. Interrupts are masked.
void send_uart_polled(unsigned unit, std::uint32_t baud, std::uint8_t byte) noexcept;

/// Of on_uart_transmit(), which is linked only if used, together with the weak ones.
void set_uart_transmit(unsigned unit, Callback callback) noexcept;
/// Sees to it that the interrupt of `unit` comes when its transmitter may be idle. Interrupt:
/// allowed.
[[gnu::weak]] void watch_uart_end(unsigned unit) noexcept;
[[gnu::weak]] void forget_uart_end(unsigned unit) noexcept;

/// TI DS-LM3S6965, "Interrupts".
constexpr unsigned uart_irq(unsigned unit) noexcept { return unit == 2 ? 33 : 5 + unit; }

/// One serial port, and the pads it can have.
template <unsigned Number, typename TxPad, typename RxPad>
struct SerialPort {
    static constexpr unsigned number = Number;
    using Tx = TxPad;
    using Rx = RxPad;
};

}  // namespace perth::hal::lm3s

/// Source: TI DS-LM3S6965, "Signal Tables".
namespace perth::uart {

using UART0 = hal::lm3s::SerialPort<0, pad::PA1, pad::PA0>;
using UART1 = hal::lm3s::SerialPort<1, pad::PD3, pad::PD2>;
using UART2 = hal::lm3s::SerialPort<2, pad::PG1, pad::PG0>;

/// A serial port with its pads; see hal::UartUnit. Both queues of the port have 127 bytes. While
/// the one for what was received is full, the chip's own of 16 bytes goes on.
template <typename Unit, typename Tx, typename Rx>
struct Wired {
    static_assert(std::is_same_v<Tx, typename Unit::Tx>,
                  "this UART does not transmit on that pad: UART0 has PA1, UART1 PD3, UART2 PG1");
    static_assert(std::is_same_v<Rx, typename Unit::Rx>,
                  "this UART does not receive on that pad: UART0 has PA0, UART1 PD2, UART2 PG0");

    static constexpr unsigned number = Unit::number;
    static constexpr char name[] = {'U', 'A', 'R', 'T', char('0' + number), '\0'};

    static bool claim() noexcept { return hal::lm3s::claim_all<Tx, Rx, Itself>(); }
    static void unclaim() noexcept {
        Tx::unclaim();
        Rx::unclaim();
        Itself::unclaim();
    }
    static bool begin(std::uint32_t baud) noexcept {
        if (!hal::lm3s::begin_uart(number, baud)) return false;
        Tx::make_alternate();
        Rx::make_alternate(hal::Pull::up);  // an open receiver is to read idle
        return true;
    }
    static void end() noexcept {
        hal::lm3s::end_uart(number);
        Tx::release();
        Rx::release();
    }
    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        return hal::lm3s::write_uart(number, bytes);
    }
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        return hal::lm3s::read_uart(number, buffer);
    }
    static bool sending() noexcept { return hal::lm3s::uart_is_sending(number); }
    static std::uint32_t lost() noexcept { return hal::lm3s::uart_lost(number); }
    static void on_receive(hal::Callback callback) noexcept {
        hal::lm3s::on_uart_receive(number, callback);
    }
    static void on_transmit(hal::Callback callback) noexcept {
        hal::lm3s::on_uart_transmit(number, callback);
    }

private:
    struct Itself {
        static bool claim() noexcept { return hal::lm3s::claim_uart(number); }
        static void unclaim() noexcept { hal::lm3s::unclaim_uart(number); }
    };
};

static_assert(hal::UartUnit<Wired<UART0, pad::PA1, pad::PA0>>);

}  // namespace perth::uart
