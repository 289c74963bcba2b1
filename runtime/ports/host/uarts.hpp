// The wires of the simulated UARTs as the world sees them; private to the port.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace perth::host {

inline constexpr int uart_count = 2;

/// Lets bytes begin to arrive, behind those that do already. A baud rate of 0 is the firmware's.
void uart_arrive(int unit, std::span<const std::uint8_t> bytes, std::uint32_t baud);

/// What is told of each byte that a UART has sent, and at which baud rate; empty: nobody.
using UartListener = std::function<void(std::uint8_t byte, std::uint32_t baud)>;
void uart_listen(int unit, UartListener listener);

/// Lets a byte have arrived, now.
void uart_arrived(int unit, std::uint8_t byte, std::uint32_t baud);

/// Returns whether a receiver at one baud rate understands a sender at the other.
bool same_baud(std::uint32_t baud, std::uint32_t other) noexcept;

}  // namespace perth::host
