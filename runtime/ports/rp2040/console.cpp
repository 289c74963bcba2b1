// The console: on a serial port or on USB, as board.hpp says.
#include <board.hpp>
#include <perth_port.hpp>

#include <span>
#include <type_traits>

#include "console_flush.hpp"
#include "perth/hal/console_tap.hpp"
#include "usb/console.hpp"

namespace perth::hal {
namespace {

// Compiled only where it is the one.
template <typename Line>
struct UartConsole {
    using Port = uart::Wired<typename Line::uart, typename Line::tx, typename Line::rx>;

    static inline bool started = false;

    // The port is not the program's from now on.
    static void start() noexcept {
        if (started) return;
        started = true;
        (void)Port::claim();
        (void)Port::begin(Line::baud);
        if constexpr (board::agent) rp2040::uart_tap(Port::unit, console_tap);
    }
    static void write(std::span<const std::uint8_t> bytes) noexcept {
        start();
        rp2040::uart_send(Port::unit, bytes);
    }
    static void panic_write(std::span<const std::uint8_t> bytes) noexcept {
        const Critical guard;
        write(bytes);
        rp2040::uart_flush(Port::unit);
    }
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        start();
        return Port::read(buffer);
    }
    static void on_receive(Callback callback) noexcept {
        start();
        Port::on_receive(callback);
    }
    static std::uint32_t lost() noexcept { return Port::lost(); }
    static void flush() noexcept {
        if (started) rp2040::uart_flush(Port::unit);
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
