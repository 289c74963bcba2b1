// The console: on a USART or on USB, as board.hpp says.
#include <board.hpp>
#include <perth_port.hpp>

#include <span>
#include <type_traits>

#include "clock.hpp"
#include "console_flush.hpp"
#include "perth/hal/console_tap.hpp"
#include "usb/console.hpp"

namespace perth::hal {
namespace {

/// Received by interrupt, sent at once where there is room. Compiled only where it is the one.
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
    static void write(std::span<const std::uint8_t> bytes) noexcept {
        start();
        for (const std::uint8_t byte : bytes) Line::send(byte);
    }
    static void panic_write(std::span<const std::uint8_t> bytes) noexcept {
        const Critical guard;
        start();
        Line::send_polled(bytes);
    }
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        start();
        return Line::read(buffer);
    }
    static void on_receive(Callback callback) noexcept {
        Line::on_receive(callback);
        start();
    }
    static std::uint32_t lost() noexcept { return Line::lost(); }
    static void flush() noexcept {
        if (!Line::begun()) return;
        const Critical guard;
        Line::flush();
    }
};

using Console = std::conditional_t<board::console::usb, usb::Console, UartConsole<board::console>>;

std::span<const std::uint8_t> bytes_of(const char* text, std::size_t size) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text), size};
}

}  // namespace

void console_write(const char* text, std::size_t size) noexcept {
    Console::write(bytes_of(text, size));
}

void console_panic_write(const char* text, std::size_t size) noexcept {
    Console::panic_write(bytes_of(text, size));
}

std::size_t console_read(char* buffer, std::size_t size) noexcept {
    return Console::read({reinterpret_cast<std::uint8_t*>(buffer), size});
}

void console_on_receive(Callback callback) noexcept { Console::on_receive(callback); }

std::uint32_t console_lost() noexcept { return Console::lost(); }

void cortex_m::console_flush() noexcept { Console::flush(); }

void cortex_m::console_poll() noexcept {
    if constexpr (board::console::usb) usb::Console::poll();
}

}  // namespace perth::hal
