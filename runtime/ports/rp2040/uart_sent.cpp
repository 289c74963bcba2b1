// Tells when the last byte has left a serial port. The chip interrupts when its queue is half
// empty, not when it is empty: the rest is waited for by a deadline. Linked with on_transmit()
// only.
#include <perth_port.hpp>

#include "deadline.hpp"
#include "uart_state.hpp"
#include "uarts.hpp"

namespace perth::hal::rp2040 {
namespace {

constexpr std::uint32_t bits_a_byte = 10;

void look(void* unit) noexcept;
Deadline looks[2] = {{{look, &looks[0]}}, {{look, &looks[1]}}};

unsigned unit_of(const void* deadline) noexcept { return deadline == &looks[0] ? 0 : 1; }

// Half a byte's time and more: who asks for the end is told at most a byte's time after it.
std::int64_t pause(unsigned unit) noexcept {
    return bits_a_byte * 1'000'000 / uart_states[unit].baud + 1;
}

void watch(unsigned unit) noexcept {
    if (uart_states[unit].baud != 0) set_deadline(looks[unit], now() + pause(unit));
}

void look(void* deadline) noexcept {
    const unsigned unit = unit_of(deadline);
    if (uart_states[unit].baud == 0) return;         // it was ended
    if (!uart_states[unit].to_send.empty()) return;  // its interrupt will say more
    if (uart_sending(unit)) return watch(unit);
    uart_states[unit].on_transmit();
}

}  // namespace

void uart_on_transmit(unsigned unit, Callback callback) noexcept {
    const Critical guard;
    uart_states[unit].on_transmit = callback;
    uart_states[unit].after_send = watch;
}

}  // namespace perth::hal::rp2040
