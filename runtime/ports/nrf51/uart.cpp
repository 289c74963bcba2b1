// UART0, by interrupt both ways. Linked only if used; the interrupt UART0 is the program's else.
//
// A byte that is put into TXD is reported as sent after its stop bit: one byte is on the wire, the
// others wait in the queue.
#include "uart.hpp"

#include <perth_port.hpp>

#include "byte_ring.hpp"
#include "core_registers.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::nrf51 {
namespace {

constexpr unsigned irq = 2;  // Nordic nRF51 Series Reference Manual v3.0, "Instantiation"
constexpr std::uint32_t interrupts = interrupt_bit(offsetof(Uart, received)) |
                                     interrupt_bit(offsetof(Uart, sent)) |
                                     interrupt_bit(offsetof(Uart, error));
// A byte has gone after so many looks at most, of ten clocks or more each: a second, for any baud
// rate. Only a UART that is stuck takes longer, or an emulator whose host does not listen.
constexpr unsigned longest_looks = 1'600'000;
constexpr unsigned short_looks = 1'000;  // while it is stuck

struct {
    cortex_m::ByteRing<128> received;
    cortex_m::ByteRing<128> to_send;
    Callback on_receive;
    Callback on_transmit;
    std::uint32_t lost;
    std::uint8_t tx;
    std::uint8_t rx;
    bool claimed;
    bool running;
    bool busy;        // a byte is on the wire
    bool wants_room;  // a write() did not take all
    bool stuck;       // the last wait for room was in vain
} uart;               // changed with interrupts masked, or in the interrupt

// BAUDRATE is the baud rate in 2^32 / 16 MHz, of which the lowest 12 bits are not used. Source:
// Nordic nRF51 Series Reference Manual v3.0, "UART": the values of BAUDRATE. 0 if it is more than 2
// percent wrong, or faster than 1 Mbaud.
std::uint32_t baud_code(std::uint32_t baud) noexcept {
    constexpr std::uint32_t unused = 0xFFF;
    constexpr std::uint64_t scale = 1'125'899'907;  // 2^22 * 2^32 / 16'000'000, rounded up
    if (baud == 0 || baud > 1'000'000) return 0;
    const auto exact = static_cast<std::uint32_t>((baud * scale) >> 22);
    const std::uint32_t code = (exact + (unused + 1) / 2) & ~unused;
    const std::uint32_t error = code > exact ? code - exact : exact - code;
    return error <= exact / 50 ? code : 0;
}

void send_next() noexcept {
    uart0().sent = 0;
    uart.busy = !uart.to_send.empty();
    if (uart.busy) uart0().tx_data = uart.to_send.pop();
}

void put(std::uint8_t byte) noexcept {
    uart.to_send.push(byte);
    if (!uart.busy) send_next();
}

// Interrupts are masked.
bool wait_until_sent() noexcept {
    unsigned looks = uart.stuck ? short_looks : longest_looks;
    while (uart0().sent == 0 && looks != 0) --looks;
    uart.stuck = looks == 0;
    return !uart.stuck;
}

void receive() noexcept {
    uart0().received = 0;  // before RXD is read, which may make the next event
    const auto byte = static_cast<std::uint8_t>(uart0().rx_data);
    if (uart_tap != nullptr && uart_tap(byte)) return;
    if (uart.received.full()) {
        ++uart.lost;
    } else {
        uart.received.push(byte);
    }
    Callback(uart.on_receive)();
}

void note_error() noexcept {
    uart0().error = 0;
    uart0().errors = Uart::all_errors;
    ++uart.lost;
}

void serve_sent() noexcept {
    bool tell;
    {
        const Critical guard;
        send_next();
        tell = !uart.busy || uart.wants_room;
        uart.wants_room = false;
    }
    if (tell) Callback(uart.on_transmit)();
}

void connect(unsigned tx, unsigned rx) noexcept {
    make_output(tx, true);
    make_input(rx, Pull::up);  // an open receiver is to read idle
    uart0().tx_pad = tx;
    uart0().rx_pad = rx;
    uart0().rts_pad = no_pad;
    uart0().cts_pad = no_pad;
    uart.tx = static_cast<std::uint8_t>(tx);
    uart.rx = static_cast<std::uint8_t>(rx);
}

void start() noexcept {
    uart0().config = 0;  // no flow control, no parity
    uart0().enable = Uart::enabled;
    uart0().received = 0;
    uart0().sent = 0;
    uart0().error = 0;
    uart0().start_transmitter = 1;
    uart0().start_receiver = 1;
    uart0().interrupts_on = interrupts;
    cortex_m::nvic().enable(irq);
}

}  // namespace

bool claim_uart() noexcept {
    const Critical guard;
    const bool is_free = !uart.claimed;
    uart.claimed = true;
    return is_free;
}

void unclaim_uart() noexcept { uart.claimed = false; }

bool begin_uart(std::uint32_t baud, unsigned tx, unsigned rx) noexcept {
    const std::uint32_t code = baud_code(baud);
    if (code == 0) return false;
    const Critical guard;
    if (!uart.running) {
        uart.lost = 0;
        connect(tx, rx);
        uart0().baud = code;
        start();
        uart.running = true;
    }
    uart0().baud = code;
    return true;
}

void end_uart() noexcept {
    const Critical guard;
    if (!uart.running) return;
    uart0().interrupts_off = interrupts;
    uart0().stop_transmitter = 1;
    uart0().stop_receiver = 1;
    uart0().enable = 0;
    release(uart.tx);
    release(uart.rx);
    uart.received = {};
    uart.to_send = {};
    uart.on_receive = {};
    uart.on_transmit = {};
    uart.running = uart.busy = uart.wants_room = uart.stuck = false;
}

std::size_t uart_write(std::span<const std::uint8_t> bytes) noexcept {
    if (!uart.running) return 0;
    std::size_t count = 0;
    for (; count < bytes.size(); ++count) {
        const Critical guard;
        if (uart.to_send.full()) {
            uart.wants_room = true;
            break;
        }
        put(bytes[count]);
    }
    return count;
}

std::size_t uart_read(std::span<std::uint8_t> buffer) noexcept {
    std::size_t count = 0;
    for (; count < buffer.size(); ++count) {
        const Critical guard;
        if (uart.received.empty()) break;
        buffer[count] = uart.received.pop();
    }
    return count;
}

bool uart_sending() noexcept {
    const Critical guard;
    return uart.busy;
}
std::uint32_t uart_lost() noexcept {
    const Critical guard;
    return uart.lost;
}

void uart_on_receive(Callback callback) noexcept {
    const Critical guard;
    uart.on_receive = callback;
}
void uart_on_transmit(Callback callback) noexcept {
    const Critical guard;
    uart.on_transmit = callback;
}

// One that is stuck loses what it was to send.
void uart_make_room() noexcept {
    const Critical guard;
    if (!uart.to_send.full()) return;
    (void)wait_until_sent();
    send_next();
}

void uart_flush() noexcept {
    const Critical guard;
    while (uart.busy) {
        (void)wait_until_sent();
        send_next();
    }
}

}  // namespace perth::hal::nrf51

PERTH_IRQ(UART0) {
    using namespace perth::hal::nrf51;
    if (uart0().error != 0) note_error();
    if (uart0().received != 0) receive();
    if (uart0().sent != 0) serve_sent();
}
