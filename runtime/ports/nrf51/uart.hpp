// The serial port as a type: perth::uart::Wired<perth::uart::UART0, Tx, Rx>. It is on any pads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::nrf51 {

/// What the one UART does, for the console and for programs; see hal::UartUnit.
bool claim_uart() noexcept;
void unclaim_uart() noexcept;
bool begin_uart(std::uint32_t baud, unsigned tx, unsigned rx) noexcept;
void end_uart() noexcept;
std::size_t uart_write(std::span<const std::uint8_t> bytes) noexcept;
std::size_t uart_read(std::span<std::uint8_t> buffer) noexcept;
bool uart_sending() noexcept;
std::uint32_t uart_lost() noexcept;
void uart_on_receive(Callback callback) noexcept;
void uart_on_transmit(Callback callback) noexcept;

/// Waits until there is room for one more byte, by polling. Interrupts may be masked.
void uart_make_room() noexcept;
/// Waits until all was sent, by polling. Interrupts may be masked.
void uart_flush() noexcept;

/// Sees each received byte first, in interrupt context; returns whether it keeps it. Weak: the
/// console's.
[[gnu::weak]] bool uart_tap(std::uint8_t byte) noexcept;

}  // namespace perth::hal::nrf51

namespace perth::uart {

/// The chip's only one.
struct UART0 {};

template <typename Unit, typename Tx, typename Rx>
struct Wired;

/// The UART on these pads; see hal::UartUnit.
template <typename Tx, typename Rx>
struct Wired<UART0, Tx, Rx> {
    static constexpr char name[] = "UART0";
    using Pads = hal::nrf51::PadSet<Tx, Rx>;

    static bool claim() noexcept {
        if (!hal::nrf51::claim_uart()) return false;
        if (Pads::claim()) return true;
        hal::nrf51::unclaim_uart();
        return false;
    }
    static void unclaim() noexcept {
        Pads::unclaim();
        hal::nrf51::unclaim_uart();
    }
    static bool begin(std::uint32_t baud) noexcept {
        return hal::nrf51::begin_uart(baud, Tx::pin, Rx::pin);
    }
    static void end() noexcept { hal::nrf51::end_uart(); }
    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        return hal::nrf51::uart_write(bytes);
    }
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        return hal::nrf51::uart_read(buffer);
    }
    static bool sending() noexcept { return hal::nrf51::uart_sending(); }
    static std::uint32_t lost() noexcept { return hal::nrf51::uart_lost(); }
    static void on_receive(hal::Callback callback) noexcept {
        hal::nrf51::uart_on_receive(callback);
    }
    static void on_transmit(hal::Callback callback) noexcept {
        hal::nrf51::uart_on_transmit(callback);
    }
};

static_assert(hal::UartUnit<Wired<UART0, pad::P0_00, pad::P0_01>>);

}  // namespace perth::uart
