// The simulated UARTs, buses and channels as types: perth::uart::U0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "perth/hal/types.hpp"

namespace perth::hal::chip {

bool uart_begin(int unit, std::uint32_t baud) noexcept;
void uart_end(int unit) noexcept;
std::size_t uart_write(int unit, std::span<const std::uint8_t> bytes) noexcept;
std::size_t uart_read(int unit, std::span<std::uint8_t> buffer) noexcept;
bool uart_sending(int unit) noexcept;
std::uint32_t uart_lost(int unit) noexcept;
void uart_on_receive(int unit, Callback callback) noexcept;
void uart_on_transmit(int unit, Callback callback) noexcept;

/// Who owns a unit, and what it is called.
template <char Kind, int Number>
struct VirtualUnit {
    static constexpr char name[] = {Kind, char('0' + Number), '\0'};
    static bool claim() noexcept { return !std::exchange(claimed, true); }
    static void unclaim() noexcept { claimed = false; }

private:
    static inline bool claimed = false;
};

}  // namespace perth::hal::chip

/// Two UARTs; a byte takes the time of ten bits.
namespace perth::uart {

template <int N>
struct Virtual : hal::chip::VirtualUnit<'U', N> {
    static bool begin(std::uint32_t baud) noexcept { return hal::chip::uart_begin(N, baud); }
    static void end() noexcept { hal::chip::uart_end(N); }
    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        return hal::chip::uart_write(N, bytes);
    }
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        return hal::chip::uart_read(N, buffer);
    }
    static bool sending() noexcept { return hal::chip::uart_sending(N); }
    static std::uint32_t lost() noexcept { return hal::chip::uart_lost(N); }
    static void on_receive(hal::Callback callback) noexcept {
        hal::chip::uart_on_receive(N, callback);
    }
    static void on_transmit(hal::Callback callback) noexcept {
        hal::chip::uart_on_transmit(N, callback);
    }
};

using U0 = Virtual<0>;
using U1 = Virtual<1>;

}  // namespace perth::uart
