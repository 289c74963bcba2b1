// The serial ports, by interrupts both ways. A program that uses one of them, or the console,
// defines no handler UART… of its own.
//
// Receive: what the interrupt finds in the chip's queue goes into ours. When that is full, the
// interrupt is off until somebody reads: the chip's queue holds 16 bytes more, then it tells of an
// overrun. An emulator's waits then, and loses nothing.
//
// Transmit: the chip's queue is filled by whoever writes. It interrupts when it has drained to the
// half, so never if it was not fuller: its end is watched by an alarm (uart_end.cpp).
#include "uarts.hpp"

#include <perth_port.hpp>

#include "byte_ring.hpp"
#include "core_registers.hpp"
#include "startup.hpp"

namespace perth::hal::lm3s {
namespace {

struct State {
    cortex_m::ByteRing<128> received;
    cortex_m::ByteRing<128> to_send;
    Callback on_receive;
    Callback on_transmit;
    bool (*tap)(std::uint8_t);
    std::uint32_t lost;
    bool claimed;
    bool begun;
    bool room_is_wanted;  // a write() did not take all
    bool end_is_wanted;   // there was something to send
};
State states[3];  // changed with interrupts masked, or in the unit's interrupt

constexpr unsigned chips_queue = 16;  // bytes, each way
constexpr std::uint32_t receive_interrupts = Uart::received | Uart::received_earlier;

bool has_received(unsigned unit) noexcept { return (uart(unit).flags & Uart::receive_empty) == 0; }

// Returns whether the byte is the program's, and found room.
bool take(State& state, std::uint32_t word) noexcept {
    if ((word & Uart::overrun) != 0) ++state.lost;
    const auto byte = static_cast<std::uint8_t>(word);
    const bool damaged = (word & Uart::damaged) != 0;
    if (!damaged && state.tap != nullptr && state.tap(byte)) return false;
    if (damaged || state.received.full()) {
        ++state.lost;
        return false;
    }
    state.received.push(byte);
    return true;
}

// Takes what has come, as much as the chip's queue holds; if there is more, the interrupt comes
// again. Returns whether there was something for the program.
bool receive(unsigned unit) noexcept {
    State& state = states[unit];
    bool some = false;
    for (unsigned i = 0; i < chips_queue && has_received(unit); ++i) {
        // A tap is asked about each byte, whether somebody reads the others or not.
        if (state.received.full() && state.tap == nullptr) {
            set_bits(uart(unit).mask, receive_interrupts, false);
            return some;
        }
        some = take(state, uart(unit).data) || some;
    }
    set_bits(uart(unit).mask, receive_interrupts, true);
    return some;
}

bool receiver_is_held(unsigned unit) noexcept { return (uart(unit).mask & Uart::received) == 0; }

bool has_room(unsigned unit) noexcept { return (uart(unit).flags & Uart::transmit_full) == 0; }

void transmit(unsigned unit) noexcept {
    State& state = states[unit];
    while (!state.to_send.empty() && has_room(unit)) uart(unit).data = state.to_send.pop();
}

// What a write() owes on_transmit.
void tell_of_transmission(unsigned unit) noexcept {
    State& state = states[unit];
    if (state.room_is_wanted && !state.to_send.full()) {
        state.room_is_wanted = false;
        state.on_transmit();
    }
    if (!state.end_is_wanted || !state.to_send.empty()) return;
    if ((uart(unit).flags & Uart::busy) != 0) {
        if (watch_uart_end != nullptr) watch_uart_end(unit);
        return;
    }
    state.end_is_wanted = false;
    state.on_transmit();
}

void interrupt(unsigned unit) noexcept {
    uart(unit).clear = Uart::room;  // the others end when the queue is read
    if (!states[unit].begun) return;
    bool some = false;
    {
        const Critical guard;
        some = receive(unit);
        transmit(unit);
    }
    if (some) states[unit].on_receive();
    tell_of_transmission(unit);
}

// More looks at FR than a byte takes on the wire, at four clocks a look or more.
unsigned looks_a_byte(std::uint32_t baud) noexcept {
    return cortex_m::CoreClock::cycles_per_us() * 1'000'000 / baud * 10;
}

}  // namespace

bool claim_uart(unsigned unit) noexcept {
    const Critical guard;
    const bool is_free = !states[unit].claimed;
    states[unit].claimed = true;
    return is_free;
}

void unclaim_uart(unsigned unit) noexcept { states[unit].claimed = false; }

// TI DS-LM3S6965, "Baud-Rate Generation": the divider has 16 bits and 6 behind the point.
bool begin_uart(unsigned unit, std::uint32_t baud) noexcept {
    constexpr std::uint32_t one = 64, longest = one << 16;
    if (baud == 0) return false;
    const std::uint32_t clock_4 = cortex_m::CoreClock::cycles_per_us() * 4'000'000;
    const std::uint32_t divider = clock_4 / baud + (clock_4 % baud >= baud - baud / 2 ? 1 : 0);
    if (divider < one || divider >= longest) return false;

    const Critical guard;
    start_clock(1, SystemControl::uart(unit));
    Uart& it = uart(unit);
    it.control = 0;
    it.baud_whole = divider / one;
    it.baud_64ths = divider % one;
    it.line_control = Uart::eight_bits_and_fifos;  // brings the divider in force, too
    it.control = Uart::enable_both;
    it.mask = receive_interrupts | Uart::room;
    states[unit].begun = true;
    cortex_m::nvic().enable(uart_irq(unit));
    return true;
}

void end_uart(unsigned unit) noexcept {
    const Critical guard;
    if (!states[unit].begun) return;
    uart(unit).mask = 0;
    uart(unit).line_control = 0;  // the chip's queues are empty without FEN
    uart(unit).control = 0;
    if (watch_uart_end != nullptr) forget_uart_end(unit);
    const bool claimed = states[unit].claimed;
    states[unit] = {};
    states[unit].claimed = claimed;
}

std::size_t write_uart(unsigned unit, std::span<const std::uint8_t> bytes) noexcept {
    State& state = states[unit];
    if (!state.begun) return 0;
    std::size_t taken = 0;
    for (; taken < bytes.size(); ++taken) {
        const Critical guard;
        transmit(unit);
        state.end_is_wanted = true;
        if (state.to_send.empty() && has_room(unit)) {
            uart(unit).data = bytes[taken];
        } else if (state.to_send.full()) {
            state.room_is_wanted = true;
            break;
        } else {
            state.to_send.push(bytes[taken]);
        }
    }
    if (taken != 0 && watch_uart_end != nullptr) watch_uart_end(unit);
    return taken;
}

std::size_t read_uart(unsigned unit, std::span<std::uint8_t> buffer) noexcept {
    State& state = states[unit];
    std::size_t count = 0;
    for (; count < buffer.size(); ++count) {
        const Critical guard;
        if (state.received.empty() && state.begun && receiver_is_held(unit)) receive(unit);
        if (state.received.empty()) break;
        buffer[count] = state.received.pop();
    }
    return count;
}

bool uart_is_sending(unsigned unit) noexcept {
    if (!states[unit].begun) return false;
    return !states[unit].to_send.empty() || (uart(unit).flags & Uart::busy) != 0;
}

std::uint32_t uart_lost(unsigned unit) noexcept { return states[unit].lost; }

void on_uart_receive(unsigned unit, Callback callback) noexcept {
    const Critical guard;
    states[unit].on_receive = callback;
}

void set_uart_transmit(unsigned unit, Callback callback) noexcept {
    const Critical guard;
    states[unit].on_transmit = callback;
}

void tap_uart(unsigned unit, bool (*tap)(std::uint8_t)) noexcept { states[unit].tap = tap; }

void send_uart_polled(unsigned unit, std::uint32_t baud, std::uint8_t byte) noexcept {
    for (unsigned looks = looks_a_byte(baud); looks != 0 && !has_room(unit); --looks) {
    }
    uart(unit).data = byte;
}

bool push_uart(unsigned unit, std::uint32_t baud) noexcept {
    const Critical guard;
    if (states[unit].to_send.empty()) return false;
    send_uart_polled(unit, baud, states[unit].to_send.pop());
    return true;
}

void flush_uart(unsigned unit, std::uint32_t baud) noexcept {
    constexpr unsigned most = chips_queue + 1;  // one is on the wire
    for (unsigned looks = most * looks_a_byte(baud); looks != 0; --looks) {
        if ((uart(unit).flags & Uart::busy) == 0) return;
    }
}

}  // namespace perth::hal::lm3s

PERTH_IRQ(UART0) { perth::hal::lm3s::interrupt(0); }
PERTH_IRQ(UART1) { perth::hal::lm3s::interrupt(1); }
PERTH_IRQ(UART2) { perth::hal::lm3s::interrupt(2); }
