// The console: the board's serial port, owned from the first use on.
#include <board.hpp>
#include <perth_port.hpp>

#include "console_flush.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/console_tap.hpp"
#include "uarts.hpp"

namespace perth::hal {
namespace {

using Line = uart::Wired<board::console::uart, board::console::tx, board::console::rx>;
constexpr unsigned unit = Line::number;
constexpr std::uint32_t baud = board::console::baud;

bool started = false;

void begin() noexcept {
    started = true;
    (void)Line::begin(baud);
    if constexpr (board::agent) lm3s::tap_uart(unit, console_tap);
}

void start() noexcept {
    if (started) return;
    if (!Line::claim()) panic(Panic::pad_in_use, reinterpret_cast<std::uintptr_t>(Line::name));
    begin();
}

// Interrupts are masked.
void send_all() noexcept {
    while (lm3s::push_uart(unit, baud)) {
    }
}

}  // namespace

void console_write(const char* text, std::size_t size) noexcept {
    start();
    std::span<const std::uint8_t> rest(reinterpret_cast<const std::uint8_t*>(text), size);
    while (!rest.empty()) {
        rest = rest.subspan(Line::write(rest));
        if (!rest.empty()) lm3s::push_uart(unit, baud);
    }
}

void console_panic_write(const char* text, std::size_t size) noexcept {
    const Critical guard;
    if (!started) begin();  // whoever else has the line
    send_all();
    for (; size != 0; --size) {
        lm3s::send_uart_polled(unit, baud, static_cast<std::uint8_t>(*text++));
    }
}

std::size_t console_read(char* buffer, std::size_t size) noexcept {
    start();
    return Line::read({reinterpret_cast<std::uint8_t*>(buffer), size});
}

void console_on_receive(Callback callback) noexcept {
    start();
    Line::on_receive(callback);
}

std::uint32_t console_lost() noexcept { return Line::lost(); }

void cortex_m::console_flush() noexcept {
    if (!started) return;
    const Critical guard;
    send_all();
    lm3s::flush_uart(unit, baud);
}

}  // namespace perth::hal
