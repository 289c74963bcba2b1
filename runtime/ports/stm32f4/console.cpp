// The console: one USART, received by interrupt, sent at once where there is room.
//
// Transmit: a byte goes straight into DR while TXE is set and nothing waits; only the rest is left
// to the interrupt (QEMU has none for it, but always room).
#include <board.hpp>
#include <perth_port.hpp>

#include "byte_ring.hpp"
#include "console_flush.hpp"
#include "core_registers.hpp"
#include "perth/hal/console_tap.hpp"
#include "registers.hpp"

namespace perth::hal {
namespace {

using stm32f4::Bus;
using stm32f4::rcc;
using stm32f4::Usart;

using Uart = board::console::uart;

Usart& usart() noexcept { return Uart::registers(); }

// More looks at SR than one byte takes on the wire, at four clocks a look or more.
constexpr unsigned looks_a_byte = board::clock_hz / board::console::baud * 10;

struct {
    cortex_m::ByteRing<128> received;
    cortex_m::ByteRing<128> to_send;
    Callback on_receive;
    std::uint32_t lost = 0;
    bool started = false;
} console;  // changed with interrupts masked, or in the USART's interrupt

std::uint32_t bus_hz() noexcept {
    const bool on_crystal = cortex_m::CoreClock::cycles_per_us() == board::clock_hz / 1'000'000;
    if (!on_crystal) return cortex_m::CoreClock::cycles_per_us() * 1'000'000;
    return board::clock_hz /
           (Uart::bus == Bus::apb1 ? board::clocks::apb1_divider : board::clocks::apb2_divider);
}

void start() noexcept {
    if (console.started) return;
    console.started = true;
    auto& bus_enable = rcc().apb_enable[static_cast<unsigned>(Uart::bus)];
    bus_enable = bus_enable | Uart::enable_mask;
    (void)bus_enable;
    usart().baud = (bus_hz() + board::console::baud / 2) / board::console::baud;
    usart().control1 =
        Usart::enable | Usart::receiver | Usart::transmitter | Usart::interrupt_received;
    using Tx = board::console::tx;
    using Rx = board::console::rx;
    stm32f4::make_alternate(Tx::port, Tx::pin, Uart::alternate);
    stm32f4::make_alternate(Rx::port, Rx::pin, Uart::alternate);
    cortex_m::nvic().enable(Uart::irq);
}

// Returns whether there was room. Interrupts are masked.
bool send_now(std::uint8_t byte) noexcept {
    if ((usart().status & Usart::room) == 0) return false;
    usart().data = byte;
    return true;
}

void send_polled(std::uint8_t byte) noexcept {
    for (unsigned looks = 0; looks < looks_a_byte && !send_now(byte); ++looks) {
    }
}

// Interrupts are masked.
void take_back_what_waits() noexcept {
    while (!console.to_send.empty()) send_polled(console.to_send.pop());
    usart().control1 = usart().control1 & ~Usart::interrupt_room;
}

void send(std::uint8_t byte) noexcept {
    const Critical guard;
    if (console.to_send.empty() && send_now(byte)) return;
    if (console.to_send.full()) send_polled(console.to_send.pop());
    console.to_send.push(byte);
    usart().control1 = usart().control1 | Usart::interrupt_room;
}

void receive() noexcept {
    const auto byte = static_cast<std::uint8_t>(usart().data);
    if constexpr (board::agent) {
        if (console_tap(byte)) return;
    }
    if (console.received.full()) {
        ++console.lost;
    } else {
        console.received.push(byte);
    }
    console.on_receive();
}

}  // namespace

void console_write(const char* text, std::size_t size) noexcept {
    start();
    for (; size != 0; --size) send(static_cast<std::uint8_t>(*text++));
}

void console_panic_write(const char* text, std::size_t size) noexcept {
    const Critical guard;
    start();
    take_back_what_waits();
    for (; size != 0; --size) send_polled(static_cast<std::uint8_t>(*text++));
}

std::size_t console_read(char* buffer, std::size_t size) noexcept {
    start();
    std::size_t count = 0;
    for (; count < size; ++count) {
        const Critical guard;
        if (console.received.empty()) break;
        buffer[count] = static_cast<char>(console.received.pop());
    }
    return count;
}

void console_on_receive(Callback callback) noexcept {
    {
        const Critical guard;
        console.on_receive = callback;
    }
    start();
}

std::uint32_t console_lost() noexcept { return console.lost; }

void cortex_m::console_flush() noexcept {
    if (!console.started) return;
    const Critical guard;
    take_back_what_waits();
    for (unsigned looks = 0; looks < 2 * looks_a_byte; ++looks) {
        if ((usart().status & Usart::completed) != 0) return;
    }
}

}  // namespace perth::hal

/// The interrupt of the console's USART; see vectors.cpp.
extern "C" __attribute__((used)) void perth_console_interrupt() {
    using namespace perth::hal;
    const std::uint32_t status = usart().status;
    // Reading SR, then DR also clears an overrun. ST RM0090, "Status register (USART_SR)".
    constexpr std::uint32_t overrun = 1U << 3;
    if ((status & (Usart::received | overrun)) != 0) receive();
    if ((status & Usart::room) == 0 || (usart().control1 & Usart::interrupt_room) == 0) return;
    const Critical guard;
    if (!console.to_send.empty()) usart().data = console.to_send.pop();
    if (console.to_send.empty()) usart().control1 = usart().control1 & ~Usart::interrupt_room;
}
