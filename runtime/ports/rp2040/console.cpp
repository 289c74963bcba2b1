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

// Each is compiled only where it is the one.
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
    static void write(const char* text, std::size_t size) noexcept {
        start();
        rp2040::uart_send(Port::unit, {reinterpret_cast<const std::uint8_t*>(text), size});
    }
    static void panic_write(const char* text, std::size_t size) noexcept {
        const Critical guard;
        write(text, size);
        rp2040::uart_flush(Port::unit);
    }
    static std::size_t read(char* buffer, std::size_t size) noexcept {
        start();
        return Port::read({reinterpret_cast<std::uint8_t*>(buffer), size});
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

template <typename>
struct UsbConsole {
    static void write(const char* text, std::size_t size) noexcept {
        usb::console_write(text, size);
    }
    static void panic_write(const char* text, std::size_t size) noexcept {
        usb::console_panic_write(text, size);
    }
    static std::size_t read(char* buffer, std::size_t size) noexcept {
        return usb::console_read(buffer, size);
    }
    static void on_receive(Callback callback) noexcept { usb::console_on_receive(callback); }
    static std::uint32_t lost() noexcept { return usb::console_lost(); }
    static void flush() noexcept { usb::console_flush(); }
};

using Console = std::conditional_t<board::console::usb, UsbConsole<board::console>,
                                   UartConsole<board::console>>;

}  // namespace

void console_write(const char* text, std::size_t size) noexcept { Console::write(text, size); }

void console_panic_write(const char* text, std::size_t size) noexcept {
    Console::panic_write(text, size);
}

std::size_t console_read(char* buffer, std::size_t size) noexcept {
    return Console::read(buffer, size);
}

void console_on_receive(Callback callback) noexcept { Console::on_receive(callback); }

std::uint32_t console_lost() noexcept { return Console::lost(); }

void cortex_m::console_flush() noexcept { Console::flush(); }

}  // namespace perth::hal
