// The serial ports as types: perth::uart::Wired<perth::uart::UART0, perth::pad::GPIO0,
// perth::pad::GPIO1>.
#pragma once

#include <cstdint>
#include <span>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::rp2040 {

/// What serial ports do; one function each for both. See hal::UartUnit.
bool uart_begin(unsigned unit, std::uint32_t baud) noexcept;
void uart_end(unsigned unit) noexcept;
std::size_t uart_write(unsigned unit, std::span<const std::uint8_t> bytes) noexcept;
std::size_t uart_read(unsigned unit, std::span<std::uint8_t> buffer) noexcept;
bool uart_sending(unsigned unit) noexcept;
std::uint32_t uart_lost(unsigned unit) noexcept;
void uart_on_receive(unsigned unit, Callback callback) noexcept;
void uart_on_transmit(unsigned unit, Callback callback) noexcept;

/// For the console: sends all of it, waiting for the wire while the queue is full; each byte at
/// most as long as it takes on the wire. Interrupts may be masked.
void uart_send(unsigned unit, std::span<const std::uint8_t> bytes) noexcept;
/// Waits until all was sent, bounded likewise. Interrupts may be masked.
void uart_flush(unsigned unit) noexcept;
/// `tap` sees each received byte first; what it answers true to is not for others.
void uart_tap(unsigned unit, bool (*tap)(std::uint8_t byte) noexcept) noexcept;

/// Which signal a pad has of which UART. Source: "RP2040 Datasheet", "GPIO functions".
constexpr unsigned uart_of(unsigned pin) noexcept { return (pin + 4) / 8 % 2; }
constexpr bool is_tx(unsigned pin) noexcept { return pin % 4 == 0; }
constexpr bool is_rx(unsigned pin) noexcept { return pin % 4 == 1; }

/// One of the two.
template <unsigned Number>
struct UartNumber {
    static constexpr unsigned number = Number;
};

/// One of them with its pads; see hal::UartUnit.
///
/// A program that uses a UART, or a console on one, defines no handler UART0 or UART1 of its own.
template <typename Unit, typename Tx, typename Rx>
struct WiredUart {
    static_assert(uart_of(Tx::pin) == Unit::number && is_tx(Tx::pin),
                  "this UART cannot send on this pad");
    static_assert(uart_of(Rx::pin) == Unit::number && is_rx(Rx::pin),
                  "this UART cannot receive on this pad");

    static constexpr unsigned unit = Unit::number;
    static constexpr char name[] = {'U', 'A', 'R', 'T', '0' + unit, '\0'};

    static bool claim() noexcept { return claim_all(1U << (uart_bit + unit), pads); }
    static void unclaim() noexcept { unclaim_all(1U << (uart_bit + unit), pads); }
    static bool begin(std::uint32_t baud) noexcept {
        if (!uart_begin(unit, baud)) return false;
        make_function(Tx::pin, IoBank::uart, Pull::none);
        make_function(Rx::pin, IoBank::uart, Pull::up);  // an open line is to read idle
        return true;
    }
    static void end() noexcept {
        uart_end(unit);
        release(Tx::pin);
        release(Rx::pin);
    }
    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        return uart_write(unit, bytes);
    }
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        return uart_read(unit, buffer);
    }
    static bool sending() noexcept { return uart_sending(unit); }
    static std::uint32_t lost() noexcept { return uart_lost(unit); }
    static void on_receive(Callback callback) noexcept { uart_on_receive(unit, callback); }
    static void on_transmit(Callback callback) noexcept { uart_on_transmit(unit, callback); }

private:
    static constexpr std::uint32_t pads = Tx::mask | Rx::mask;
};

}  // namespace perth::hal::rp2040

namespace perth::uart {
using UART0 = hal::rp2040::UartNumber<0>;
using UART1 = hal::rp2040::UartNumber<1>;
template <typename Unit, typename Tx, typename Rx>
using Wired = hal::rp2040::WiredUart<Unit, Tx, Rx>;

static_assert(hal::UartUnit<Wired<UART0, pad::GPIO0, pad::GPIO1>>);
static_assert(hal::UartUnit<Wired<UART1, pad::GPIO8, pad::GPIO25>>);
}  // namespace perth::uart
