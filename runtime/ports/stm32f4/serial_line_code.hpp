// The code of SerialLine, for the files that make one.
#pragma once

#include <perth_port.hpp>

#include "clock.hpp"
#include "core_registers.hpp"
#include "serial_line.hpp"

namespace perth::hal::stm32f4 {

template <typename Port>
constinit typename SerialLine<Port>::State SerialLine<Port>::state;

template <typename Port>
void SerialLine<Port>::begin(std::uint32_t divider) noexcept {
    const Critical guard;
    auto& bus_enable = rcc().apb_enable[static_cast<unsigned>(Port::bus)];
    bus_enable = bus_enable | Port::enable_mask;
    (void)bus_enable;
    Usart& usart = Port::registers();
    usart.baud = divider;
    usart.control1 =
        Usart::enable | Usart::receiver | Usart::transmitter | Usart::interrupt_received;
    state.begun = true;
    cortex_m::nvic().enable(Port::irq);
}

template <typename Port>
bool SerialLine<Port>::try_begin(std::uint32_t baud) noexcept {
    if (baud == 0) return false;
    // ST RM0090, "Fractional baud rate generation": 16-fold oversampling, 12 bits and a fraction.
    const std::uint32_t clocks = baud_divider(Port::bus, baud);
    if (clocks < 16 || clocks > 0xFFFF) return false;
    const std::uint32_t made = bus_hz(Port::bus) / clocks;
    const std::uint32_t error = made > baud ? made - baud : baud - made;
    if (error > baud / 50) return false;
    begin(clocks);
    return true;
}

template <typename Port>
void SerialLine<Port>::end() noexcept {
    const Critical guard;
    if (!state.begun) return;
    cortex_m::nvic().disable(Port::irq);
    Port::registers().control1 = 0;
    const bool claimed = state.claimed;
    state = {};
    state.claimed = claimed;
}

// The console's unit is not claimed, but begun.
template <typename Port>
bool SerialLine<Port>::claim() noexcept {
    const Critical guard;
    if (state.claimed || state.begun) return false;
    state.claimed = true;
    return true;
}

// Sends the oldest byte if there is room for it; the interrupt comes for the others. Interrupts are
// masked.
template <typename Port>
void SerialLine<Port>::feed() noexcept {
    Usart& usart = Port::registers();
    std::uint32_t control = usart.control1 & ~Usart::interrupt_room;
    if (!state.to_send.empty() && (usart.status & Usart::room) != 0) {
        usart.data = state.to_send.pop();
    }
    if (!state.to_send.empty()) control |= Usart::interrupt_room;
    usart.control1 = control;
}

// Sends or queues; returns whether there was room. Interrupts are masked.
template <typename Port>
bool SerialLine<Port>::put(std::uint8_t byte) noexcept {
    if (state.to_send.full()) return false;
    state.to_send.push(byte);
    feed();
    return true;
}

// Waits until something, or all, of a full queue is sent; bounded: 128 bytes of ten bits of BRR bus
// clocks, of at most four core clocks each where a bus is divided by four, at ten clocks a look or
// more. Interrupts are masked.
template <typename Port>
void SerialLine<Port>::drain(bool all) noexcept {
    for (std::uint32_t looks = Port::registers().baud * 512; looks != 0; --looks) {
        if (all ? state.to_send.empty() : !state.to_send.full()) break;
        feed();
    }
}

template <typename Port>
std::size_t SerialLine<Port>::write(std::span<const std::uint8_t> bytes) noexcept {
    if (!state.begun) return 0;
    std::size_t count = 0;
    for (; count < bytes.size(); ++count) {
        const Critical guard;
        if (put(bytes[count])) continue;
        state.refused = true;
        break;
    }
    if (state.tell != nullptr && count != 0) {
        const Critical guard;
        Port::registers().control1 = Port::registers().control1 | Usart::interrupt_completed;
        // QEMU has sent it already, and has no interrupt for that.
        if (!sending()) cortex_m::nvic().pend(Port::irq);
    }
    return count;
}

template <typename Port>
std::size_t SerialLine<Port>::read(std::span<std::uint8_t> buffer) noexcept {
    std::size_t count = 0;
    for (; count < buffer.size(); ++count) {
        const Critical guard;
        if (state.received.empty()) break;
        buffer[count] = state.received.pop();
    }
    return count;
}

template <typename Port>
bool SerialLine<Port>::sending() noexcept {
    const Critical guard;
    if (!state.begun) return false;
    return !state.to_send.empty() || (Port::registers().status & Usart::completed) == 0;
}

template <typename Port>
void SerialLine<Port>::on_receive(Callback callback) noexcept {
    const Critical guard;
    state.on_receive = callback;
}

template <typename Port>
void SerialLine<Port>::on_transmit(Callback callback) noexcept {
    const Critical guard;
    state.on_transmit = callback;
    state.tell = tell;
}

template <typename Port>
void SerialLine<Port>::send(std::uint8_t byte) noexcept {
    const Critical guard;
    drain(false);
    put(byte);
}

template <typename Port>
void SerialLine<Port>::send_polled(std::span<const std::uint8_t> bytes) noexcept {
    for (const std::uint8_t byte : bytes) {
        put(byte);
        drain(true);
    }
}

template <typename Port>
void SerialLine<Port>::flush() noexcept {
    drain(true);
    for (std::uint32_t looks = Port::registers().baud * 80; looks != 0; --looks) {
        if ((Port::registers().status & Usart::completed) != 0) return;
    }
}

template <typename Port>
void SerialLine<Port>::take(std::uint32_t status, std::uint8_t byte) noexcept {
    if ((status & (Usart::overrun | Usart::damaged)) != 0) ++state.lost;
    if ((status & Usart::damaged) != 0 || (status & Usart::received) == 0) return;
    if (state.tap != nullptr && state.tap(byte)) return;
    if (state.received.full()) {
        ++state.lost;
    } else {
        state.received.push(byte);
    }
    state.on_receive();
}

template <typename Port>
void SerialLine<Port>::interrupt() noexcept {
    Usart& usart = Port::registers();
    const std::uint32_t status = usart.status;
    // Reading SR, then DR clears the errors, too. ST RM0090, "Status register (USART_SR)".
    if ((status & (Usart::received | Usart::overrun)) != 0) {
        take(status, static_cast<std::uint8_t>(usart.data));
    }
    const Critical guard;
    feed();
    if (state.tell != nullptr) state.tell();
}

template <typename Port>
void SerialLine<Port>::tell() noexcept {
    Register& control = Port::registers().control1;
    const bool sent = (control & Usart::interrupt_completed) != 0 && !sending();
    if (sent) control = control & ~Usart::interrupt_completed;
    const bool room = state.refused && !state.to_send.full();
    if (room) state.refused = false;
    if (sent || room) state.on_transmit();
}

}  // namespace perth::hal::stm32f4

/// The line of a port with its interrupt, in a file of its own: linked only if used.
#define PERTH_SERIAL_LINE(PORT)                                        \
    template class perth::hal::stm32f4::SerialLine<perth::uart::PORT>; \
    PERTH_IRQ(PORT) { perth::hal::stm32f4::SerialLine<perth::uart::PORT>::interrupt(); }
