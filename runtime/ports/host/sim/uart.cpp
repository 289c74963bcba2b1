#include "sim/uart.hpp"

#include <span>

#include "clock.hpp"
#include "uarts.hpp"

namespace perth::sim {

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

UartPeer::UartPeer(int unit, std::uint32_t baud) : unit_(unit), baud_(baud) {
    host::uart_listen(unit, [this](std::uint8_t byte, std::uint32_t sent) { receive(byte, sent); });
}

UartPeer::~UartPeer() { host::uart_listen(unit_, {}); }

void UartPeer::send(std::string_view bytes) { host::uart_arrive(unit_, bytes_of(bytes), baud_); }

void UartPeer::send_at(Microseconds time, std::string bytes) {
    host::board().at(time, [unit = unit_, baud = baud_, text = std::move(bytes)] {
        host::uart_arrive(unit, bytes_of(text), baud);
    });
}

void UartPeer::receive(std::uint8_t byte, std::uint32_t baud) {
    if (baud_ != 0 && !host::same_baud(baud, baud_)) return;
    received_ += static_cast<char>(byte);
    if (on_byte_) on_byte_(byte);
    if (byte != '\n') {
        line_ += static_cast<char>(byte);
        return;
    }
    if (line_.ends_with('\r')) line_.pop_back();
    lines_.push_back({Microseconds(host::simulated_clock().now()), std::exchange(line_, {})});
    if (on_line_) on_line_(lines_.back().text);
}

UartWire::UartWire(int unit, int other) : unit_(unit), other_(other) {
    const auto join = [](int from, int to) {
        host::uart_listen(from, [to](std::uint8_t byte, std::uint32_t baud) {
            host::uart_arrived(to, byte, baud);
        });
    };
    join(unit, other);
    join(other, unit);
}

UartWire::~UartWire() {
    host::uart_listen(unit_, {});
    host::uart_listen(other_, {});
}

}  // namespace perth::sim
