// The serial ports: received by interrupt into a queue, sent from another.
//
// Transmit: bytes go straight into the chip's own queue while nothing waits; the rest is left to
// the interrupt. It comes when that queue has become half empty; so it comes for sure, because it
// was full before.
#include "uarts.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "startup.hpp"
#include "uart_state.hpp"

namespace perth::hal::rp2040 {
namespace {

UartState& state(unsigned unit) noexcept { return uart_states[unit]; }

// Interrupts are masked, or it is the port's.
bool send_now(unsigned unit, std::uint8_t byte) noexcept {
    if ((uart(unit).flags & Uart::no_room) != 0) return false;
    uart(unit).data = byte;
    return true;
}

// More looks than one byte takes on the wire, at four clocks a look or more.
unsigned looks_a_byte(unsigned unit) noexcept { return sys_hz / state(unit).baud * 10; }

void send_polled(unsigned unit, std::uint8_t byte) noexcept {
    for (unsigned looks = looks_a_byte(unit); looks != 0 && !send_now(unit, byte); --looks) {
    }
}

// Interrupts are masked.
bool queue(unsigned unit, std::uint8_t byte) noexcept {
    UartState& it = state(unit);
    if (it.to_send.empty() && send_now(unit, byte)) return true;
    if (it.to_send.full()) return false;
    it.to_send.push(byte);
    set_bits(uart(unit).interrupts, Uart::interrupt_room);
    return true;
}

void take(unsigned unit, std::uint32_t data) noexcept {
    UartState& it = state(unit);
    if ((data & Uart::overrun) != 0) ++it.lost;
    if ((data & Uart::damaged & ~Uart::overrun) != 0) {
        ++it.lost;
        return;
    }
    const auto byte = static_cast<std::uint8_t>(data);
    if (it.tap != nullptr && it.tap(byte)) return;
    if (it.received.full()) {
        ++it.lost;
    } else {
        it.received.push(byte);
    }
}

// The chip's queue holds 32 bytes; more arrive later and interrupt again.
void receive(unsigned unit) noexcept {
    bool any = false;
    for (unsigned i = 0; i < 32 && (uart(unit).flags & Uart::nothing_received) == 0; ++i) {
        const std::uint32_t data = uart(unit).data;
        const Critical guard;
        take(unit, data);
        any = true;
    }
    if (any) state(unit).on_receive();
}

void transmit(unsigned unit) noexcept {
    UartState& it = state(unit);
    bool room = false;
    {
        const Critical guard;
        for (unsigned i = 0; i < 32 && !it.to_send.empty(); ++i) {
            if ((uart(unit).flags & Uart::no_room) != 0) break;
            uart(unit).data = it.to_send.pop();
        }
        if (it.to_send.empty()) clear_bits(uart(unit).interrupts, Uart::interrupt_room);
        room = it.wants_room && !it.to_send.full();
        if (room) it.wants_room = false;
    }
    if (room) it.on_transmit();
    if (it.to_send.empty() && it.after_send != nullptr) it.after_send(unit);
}

void interrupt(unsigned unit) noexcept {
    const std::uint32_t pending = uart(unit).pending;
    if ((pending & Uart::interrupt_received) != 0) receive(unit);
    if ((pending & Uart::interrupt_room) != 0) transmit(unit);
}

}  // namespace

bool uart_begin(unsigned unit, std::uint32_t baud) noexcept {
    // In 128ths, and rounded to 64ths: never more than 1 percent off.
    const std::uint32_t divider = baud == 0 ? 0 : 8 * sys_hz / baud;
    const std::uint32_t whole = divider >> 7;
    if (whole == 0 || whole > 0xFFFF) return false;
    start_unit(Resets::uart0 << unit);
    {
        const Critical guard;
        state(unit).baud = baud;
    }
    uart(unit).control = 0;
    uart(unit).divider = whole;
    uart(unit).divider_fraction = ((divider & 0x7F) + 1) / 2 & 0x3F;
    uart(unit).line_control = Uart::eight_bits | Uart::queues;
    uart(unit).interrupts = Uart::interrupt_received;
    uart(unit).control = Uart::enable | Uart::transmitter | Uart::receiver;
    cortex_m::nvic().enable(uart0_irq + unit);
    return true;
}

void uart_end(unsigned unit) noexcept {
    if (state(unit).baud == 0) return;
    const Critical guard;
    uart(unit).interrupts = 0;
    uart(unit).control = 0;
    set_bits(resets().reset, Resets::uart0 << unit);
    state(unit) = {};
}

std::size_t uart_write(unsigned unit, std::span<const std::uint8_t> bytes) noexcept {
    if (state(unit).baud == 0) return 0;
    std::size_t count = 0;
    for (; count < bytes.size(); ++count) {
        const Critical guard;
        if (queue(unit, bytes[count])) continue;
        state(unit).wants_room = true;
        break;
    }
    if (count != 0 && state(unit).after_send != nullptr) state(unit).after_send(unit);
    return count;
}

std::size_t uart_read(unsigned unit, std::span<std::uint8_t> buffer) noexcept {
    std::size_t count = 0;
    for (; count < buffer.size(); ++count) {
        const Critical guard;
        if (state(unit).received.empty()) break;
        buffer[count] = state(unit).received.pop();
    }
    return count;
}

bool uart_sending(unsigned unit) noexcept {
    if (state(unit).baud == 0) return false;
    const Critical guard;
    return !state(unit).to_send.empty() || (uart(unit).flags & Uart::busy) != 0;
}

std::uint32_t uart_lost(unsigned unit) noexcept { return state(unit).lost; }

void uart_on_receive(unsigned unit, Callback callback) noexcept {
    const Critical guard;
    state(unit).on_receive = callback;
}

void uart_tap(unsigned unit, bool (*tap)(std::uint8_t byte) noexcept) noexcept {
    state(unit).tap = tap;
}

void uart_send(unsigned unit, std::span<const std::uint8_t> bytes) noexcept {
    for (const std::uint8_t byte : bytes) {
        const Critical guard;
        if (queue(unit, byte)) continue;
        send_polled(unit, state(unit).to_send.pop());
        state(unit).to_send.push(byte);
    }
}

void uart_flush(unsigned unit) noexcept {
    const Critical guard;
    while (!state(unit).to_send.empty()) send_polled(unit, state(unit).to_send.pop());
    clear_bits(uart(unit).interrupts, Uart::interrupt_room);
    for (unsigned looks = 34 * looks_a_byte(unit); looks != 0; --looks) {
        if ((uart(unit).flags & Uart::busy) == 0) return;
    }
}

}  // namespace perth::hal::rp2040

PERTH_IRQ(UART0) { perth::hal::rp2040::interrupt(0); }
PERTH_IRQ(UART1) { perth::hal::rp2040::interrupt(1); }
