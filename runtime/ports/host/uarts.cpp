// The simulated UARTs: queues of bytes, each of which takes the time of ten bits.
#include "uarts.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <utility>

#include "chip.hpp"
#include "clock.hpp"
#include "perth/hal/hal.hpp"
#include "record.hpp"

namespace perth {

namespace host {
namespace {

constexpr std::size_t queue_size = 128;
constexpr std::uint32_t usual_baud = 115200;  // of what arrives where nobody listens

/// One direction: bytes that follow each other end at whole numbers of bits after the first began,
/// so that nothing is lost to rounding.
class Wire {
public:
    /// Returns when the next byte has gone, which begins now.
    std::int64_t next(std::uint32_t baud) noexcept {
        const std::int64_t now = simulated_clock().now();
        if (!busy || baud != baud_) {
            baud_ = baud;
            started_ = now;
            bytes_ = 0;
        }
        busy = true;
        ++bytes_;
        return started_ + (bytes_ * 10'000'000 + baud - 1) / baud;
    }

    bool busy = false;

private:
    std::uint32_t baud_ = 0;
    std::int64_t started_ = 0;
    std::int64_t bytes_ = 0;
};

/// A byte on its way from the world, and at which rate; 0: the firmware's.
struct Arriving {
    std::uint8_t byte;
    std::uint32_t baud;
};

struct Uart {
    std::uint32_t baud = 0;  // 0: not begun
    unsigned begun = 0;      // counts begin() and end(): events of before do not apply
    Wire out = {};
    std::deque<std::uint8_t> to_send = {};  // its first is on the wire
    bool refused = false;                   // a write() did not take all
    hal::Callback on_transmit = {};

    std::deque<std::uint8_t> received = {};
    std::uint32_t lost = 0;
    hal::Callback on_receive = {};

    Wire in = {};
    std::deque<Arriving> arriving = {};  // its first is on the wire
    UartListener listener = {};
};

Uart& uart(int unit) noexcept {
    static std::array<Uart, uart_count> all;
    return all[static_cast<unsigned>(unit)];
}

void send_next(int unit);

void sent(int unit) {
    Uart& it = uart(unit);
    const std::uint8_t byte = it.to_send.front();
    it.to_send.pop_front();
    record().uart(unit, 't', byte);
    if (it.listener) it.listener(byte, it.baud);
    if (it.to_send.empty()) {
        it.out.busy = false;
    } else {
        send_next(unit);
    }
    const bool refused = it.refused;
    if (it.to_send.size() <= queue_size / 2) it.refused = false;
    if (!it.out.busy || refused != it.refused) simulated_clock().interrupt(it.on_transmit);
}

void send_next(int unit) {
    simulated_clock().at(uart(unit).out.next(uart(unit).baud), [unit, begun = uart(unit).begun] {
        if (uart(unit).begun == begun) sent(unit);
    });
}

void arrive_next(int unit) {
    Uart& it = uart(unit);
    const std::uint32_t own = it.baud != 0 ? it.baud : usual_baud;
    const std::uint32_t baud = it.arriving.front().baud != 0 ? it.arriving.front().baud : own;
    simulated_clock().at(it.in.next(baud), [unit, baud] {
        Uart& now = uart(unit);
        const std::uint8_t byte = now.arriving.front().byte;
        now.arriving.pop_front();
        uart_arrived(unit, byte, baud);
        now.in.busy = !now.arriving.empty();
        if (now.in.busy) arrive_next(unit);
    });
}

}  // namespace

void restart_uarts() {
    for (int i = 0; i < uart_count; ++i) {
        uart(i) = {.begun = uart(i).begun + 1, .listener = std::move(uart(i).listener)};
    }
}

bool same_baud(std::uint32_t baud, std::uint32_t other) noexcept {
    return std::max(baud, other) - std::min(baud, other) <= std::max(baud, other) / 20;
}

void uart_arrive(int unit, std::span<const std::uint8_t> bytes, std::uint32_t baud) {
    Uart& it = uart(unit);
    for (const std::uint8_t byte : bytes) it.arriving.push_back({byte, baud});
    if (!it.in.busy && !it.arriving.empty()) arrive_next(unit);
}

void uart_listen(int unit, UartListener listener) { uart(unit).listener = std::move(listener); }

void uart_arrived(int unit, std::uint8_t byte, std::uint32_t baud) {
    Uart& it = uart(unit);
    if (it.baud == 0) return;
    if (!same_baud(it.baud, baud) || it.received.size() == queue_size) {
        ++it.lost;
        return;
    }
    record().uart(unit, 'r', byte);
    it.received.push_back(byte);
    simulated_clock().interrupt(it.on_receive);
}

}  // namespace host

namespace hal {

using host::uart;

bool chip::uart_begin(int unit, std::uint32_t baud) noexcept {
    if (baud == 0 || baud > 10'000'000) return false;
    uart(unit).baud = baud;
    uart(unit).lost = 0;
    return true;
}
void chip::uart_end(int unit) noexcept {
    host::Uart& it = uart(unit);
    it.baud = 0;
    ++it.begun;
    it.to_send.clear();
    it.received.clear();
    it.out.busy = it.refused = false;
    it.on_receive = it.on_transmit = {};
}
std::size_t chip::uart_write(int unit, std::span<const std::uint8_t> bytes) noexcept {
    host::Uart& it = uart(unit);
    if (it.baud == 0) return 0;
    const std::size_t count = std::min(bytes.size(), host::queue_size - it.to_send.size());
    for (const std::uint8_t byte : bytes.first(count)) it.to_send.push_back(byte);
    if (!it.out.busy && count != 0) host::send_next(unit);
    it.refused = it.refused || count < bytes.size();
    return count;
}
std::size_t chip::uart_read(int unit, std::span<std::uint8_t> buffer) noexcept {
    auto& received = uart(unit).received;
    const std::size_t count = std::min(buffer.size(), received.size());
    std::copy_n(received.begin(), count, buffer.begin());
    received.erase(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
}
bool chip::uart_sending(int unit) noexcept { return uart(unit).out.busy; }
std::uint32_t chip::uart_lost(int unit) noexcept { return uart(unit).lost; }
void chip::uart_on_receive(int unit, Callback callback) noexcept {
    uart(unit).on_receive = callback;
}
void chip::uart_on_transmit(int unit, Callback callback) noexcept {
    uart(unit).on_transmit = callback;
}

}  // namespace hal
}  // namespace perth
