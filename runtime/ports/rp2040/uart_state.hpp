// What uarts.cpp and uart_sent.cpp know of a serial port.
#pragma once

#include "byte_ring.hpp"
#include "perth/hal/types.hpp"
#include "unit_registers.hpp"

namespace perth::hal::rp2040 {

/// One serial port. Changed with interrupts masked, or in its interrupt.
struct UartState {
    cortex_m::ByteRing<128> received;
    cortex_m::ByteRing<128> to_send;
    bool (*tap)(std::uint8_t byte) noexcept = nullptr;
    /// Of uart_sent.cpp: called after bytes went to the wire.
    void (*after_send)(unsigned unit) noexcept = nullptr;
    Callback on_receive;
    Callback on_transmit;
    std::uint32_t baud = 0;  // 0: not begun
    std::uint32_t lost = 0;
    bool wants_room = false;  // a write() did not find room for all
};

inline UartState uart_states[2];

}  // namespace perth::hal::rp2040
