// The serial port: its class requests, and the bytes of both directions.
// Source: PSTN 1.2, "Management Element Requests".
#include <board.hpp>
#include <usb_port.hpp>

#include <algorithm>
#include <utility>

#include "controller.hpp"
#include "device.hpp"
#include "perth/hal/console_tap.hpp"

namespace perth::hal::usb {
namespace {

constexpr std::array<std::uint8_t, line_coding_size> usual_line_coding = {
    0x00, 0xC2, 0x01, 0, 0, 0, 8};  // 115200 8N1
constexpr std::uint32_t touch_baud = 1200;

constexpr std::uint32_t baud_of(const std::array<std::uint8_t, line_coding_size>& coding) noexcept {
    return coding[0] | std::uint32_t{coding[1]} << 8 | std::uint32_t{coding[2]} << 16 |
           std::uint32_t{coding[3]} << 24;
}

}  // namespace

constinit Device device;

// The interface is what counts: a host was seen to address these to the device (rp2040js).
bool Device::answer_class() noexcept {
    if (setup_.recipient() > Setup::interface) return false;
    if (setup_.index == serial_control) return answer_serial();
    if constexpr (has_reset_interface) {
        if (setup_.index == reset_interface) return answer_reset_request();
    }
    return false;
}

bool Device::answer_serial() noexcept {
    switch (static_cast<Serial>(setup_.request)) {
        case Serial::set_line_coding:
            if (setup_.length != line_coding_size || setup_.is_to_host()) return false;
            stage_ = Stage::from_host;
            controller::receive_control();
            return true;
        case Serial::get_line_coding:
            return reply(Readable(std::span<const std::uint8_t>(line_coding_)));
        case Serial::set_control_line_state:
            return acknowledge() && set_line_state();
        case Serial::send_break:  // means nothing to us
            return acknowledge();
    }
    return false;
}

// The touch: a terminal of 1200 baud that is closed asks for the bootloader.
bool Device::set_line_state() noexcept {
    const bool was_ready = terminal_ready_;
    terminal_ready_ = (setup_.value & terminal_ready) != 0;
    if (was_ready && !terminal_ready_ && baud_of(line_coding_) == touch_baud) {
        then_ = Then::bootloader;
    }
    send_next();
    return true;
}

// wValue, which parts of the bootloader to leave out and which LED to light, is not passed on.
bool Device::answer_reset_request() noexcept {
    if (!acknowledge()) return false;
    switch (static_cast<ResetRequest>(setup_.request)) {
        case ResetRequest::bootloader:
            then_ = Then::bootloader;
            return true;
        case ResetRequest::restart:
            then_ = Then::restart;
            return true;
    }
    return false;
}

void Device::configure(std::uint8_t value) noexcept {
    configuration_ = value;
    halted_ = 0;
    terminal_ready_ = false;
    line_coding_ = usual_line_coding;
    controller::configure(value != 0);
    forget_transfer(data_in);
    forget_transfer(data_out);
    receive_next();
}

// What was not taken by the host stays in the queue.
void Device::forget_transfer(Endpoint endpoint) noexcept {
    if (endpoint == data_in) {
        in_flight_ = 0;
        is_sending_ = false;
        is_full_packet_ = false;
    }
    if (endpoint == data_out) is_receiving_ = false;
}

void Device::name(std::span<const std::uint8_t> id) noexcept {
    const std::size_t count = std::min(id.size(), serial_.size() / 2);
    for (std::size_t i = 0; i < count; ++i) {
        serial_[2 * i] = "0123456789ABCDEF"[id[i] >> 4];
        serial_[2 * i + 1] = "0123456789ABCDEF"[id[i] & 15];
    }
    serial_size_ = static_cast<std::uint8_t>(2 * count);
}

std::size_t Device::write(std::span<const std::uint8_t> bytes) noexcept {
    const std::size_t count = std::min(bytes.size(), to_send_.room());
    for (const std::uint8_t byte : bytes.first(count)) to_send_.push(byte);
    send_next();
    return count;
}

std::size_t Device::drop_line() noexcept {
    const std::size_t count = to_send_.drop_line();
    in_flight_ -= static_cast<std::uint8_t>(std::min<std::size_t>(in_flight_, count));
    return count;
}

void Device::send_next() noexcept {
    if (!is_heard() || is_sending_ || is_halted(data_in)) return;
    std::array<std::uint8_t, packet_size> packet;
    const std::size_t count = to_send_.peek(packet);
    if (count == 0 && !is_full_packet_) return;
    is_sending_ = true;
    is_full_packet_ = count == packet_size;
    in_flight_ = static_cast<std::uint8_t>(count);
    controller::send(std::span(packet).first(count));
}

void Device::sent() noexcept {
    if (!is_sending_) return;
    is_sending_ = false;
    ++progress_;
    to_send_.drop(std::exchange(in_flight_, std::uint8_t{0}));
    send_next();
}

void Device::receive_next() noexcept {
    if (configuration_ == 0 || is_receiving_ || is_halted(data_out)) return;
    if (is_read_ && received_.room() < packet_size) return;
    is_receiving_ = true;
    controller::receive();
}

void Device::received(std::span<const std::uint8_t> packet) noexcept {
    if (!is_receiving_) return;
    is_receiving_ = false;
    for (const std::uint8_t byte : packet) take(byte);
    on_receive_();
    receive_next();
}

void Device::take(std::uint8_t byte) noexcept {
    if constexpr (board::agent) {
        if (console_tap(byte)) return;
    }
    if (received_.room() == 0) {
        ++lost_;
    } else {
        received_.push(byte);
    }
}

std::size_t Device::read(std::span<std::uint8_t> buffer) noexcept {
    const std::size_t count = received_.peek(buffer);
    received_.drop(count);
    is_read_ = true;
    receive_next();
    return count;
}

void Device::on_receive(Callback callback) noexcept {
    on_receive_ = callback;
    is_read_ = true;
}

}  // namespace perth::hal::usb
