// The console: one USART, received by interrupt, sent at once where there is room.
#include <board.hpp>
#include <perth_port.hpp>

#include "clock.hpp"
#include "console_flush.hpp"
#include "perth/hal/console_tap.hpp"

namespace perth::hal {
namespace {

/// The console on a UART, for boards whose console has one.
template <typename Console>
struct UartConsole {
    using Port = typename Console::uart;

    using Line = stm32f4::SerialLine<Port>;

    static void start() noexcept {
        if (Line::begun()) return;
        Line::begin(stm32f4::baud_divider(Port::bus, Console::baud));
        if constexpr (board::agent) Line::tap(console_tap);
        stm32f4::wire_uart<Port, typename Console::tx, typename Console::rx>();
    }
};

using Console = UartConsole<board::console>;
using Line = Console::Line;

std::span<const std::uint8_t> bytes_of(const char* text, std::size_t size) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text), size};
}

}  // namespace

void console_write(const char* text, std::size_t size) noexcept {
    Console::start();
    for (const std::uint8_t byte : bytes_of(text, size)) Line::send(byte);
}

void console_panic_write(const char* text, std::size_t size) noexcept {
    const Critical guard;
    Console::start();
    Line::send_polled(bytes_of(text, size));
}

std::size_t console_read(char* buffer, std::size_t size) noexcept {
    Console::start();
    return Line::read({reinterpret_cast<std::uint8_t*>(buffer), size});
}

void console_on_receive(Callback callback) noexcept {
    Line::on_receive(callback);
    Console::start();
}

std::uint32_t console_lost() noexcept { return Line::lost(); }

void cortex_m::console_flush() noexcept {
    if (!Line::begun()) return;
    const Critical guard;
    Line::flush();
}

}  // namespace perth::hal
