// The console: UART0 on the board's pads.
#include <board.hpp>
#include <perth_port.hpp>

#include "console_flush.hpp"
#include "perth/hal/console_tap.hpp"
#include "uart.hpp"

namespace perth::hal {
namespace {

using Line = uart::Wired<board::console::uart, board::console::tx, board::console::rx>;

bool started = false;

// A program that has the UART as its own gets no console.
bool start() noexcept {
    if (started) return true;
    if (!Line::claim()) return false;
    started = Line::begin(board::console::baud);
    return started;
}

// Works with interrupts masked, too.
void send(std::span<const std::uint8_t> bytes) noexcept {
    for (;;) {
        bytes = bytes.subspan(Line::write(bytes));
        if (bytes.empty()) return;
        nrf51::uart_make_room();
    }
}

std::span<const std::uint8_t> bytes_of(const char* text, std::size_t size) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text), size};
}

}  // namespace

void console_write(const char* text, std::size_t size) noexcept {
    if (start()) send(bytes_of(text, size));
}

// Takes the UART from a program that has it.
void console_panic_write(const char* text, std::size_t size) noexcept {
    const Critical guard;
    if (!start() && !Line::begin(board::console::baud)) return;
    send(bytes_of(text, size));
    nrf51::uart_flush();
}

std::size_t console_read(char* buffer, std::size_t size) noexcept {
    if (!start()) return 0;
    return Line::read({reinterpret_cast<std::uint8_t*>(buffer), size});
}

void console_on_receive(Callback callback) noexcept {
    if (start()) Line::on_receive(callback);
}

bool nrf51::uart_tap(std::uint8_t byte) noexcept {
    if constexpr (board::agent) return started && console_tap(byte);
    return false;
}

void cortex_m::console_flush() noexcept {
    if (started) nrf51::uart_flush();
}

}  // namespace perth::hal
