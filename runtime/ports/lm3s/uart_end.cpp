// Tells when a serial port has sent its last byte. The chip has no interrupt for it: an alarm looks
// every four bytes' time.
#include <perth_port.hpp>

#include "alarm.hpp"
#include "core_registers.hpp"
#include "registers.hpp"
#include "uarts.hpp"

namespace perth::hal::lm3s {
namespace {

template <unsigned Unit>
void ask() noexcept {
    cortex_m::nvic().pend(uart_irq(Unit));
}

Alarm alarms[] = {Alarm({[](void*) { ask<0>(); }}), Alarm({[](void*) { ask<1>(); }}),
                  Alarm({[](void*) { ask<2>(); }})};

// A bit takes 16 * divider clocks, and the divider has 6 bits behind the point.
std::uint32_t four_bytes_us(unsigned unit) noexcept {
    constexpr std::uint32_t bits = 4 * 10;
    const std::uint32_t divider = uart(unit).baud_whole * 64 + uart(unit).baud_64ths;
    return divider / 4 * bits / cortex_m::CoreClock::cycles_per_us() + 1;
}

}  // namespace

void watch_uart_end(unsigned unit) noexcept {
    const Critical guard;
    alarms[unit].set(four_bytes_us(unit));
}

void forget_uart_end(unsigned unit) noexcept { alarms[unit].cancel(); }

void on_uart_transmit(unsigned unit, Callback callback) noexcept {
    set_uart_transmit(unit, callback);
}

}  // namespace perth::hal::lm3s
