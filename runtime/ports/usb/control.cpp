// Endpoint 0: the stages of a control transfer, and the standard requests.
// Source: USB 2.0, "Control Transfers" and "Standard Device Requests".
#include <perth_port.hpp>

#include <algorithm>

#include "controller.hpp"
#include "device.hpp"

namespace perth::hal::usb {
void Device::bus_reset() noexcept {
    stage_ = Stage::idle;
    then_ = Then::nothing;
    is_suspended_ = false;
    controller::set_address(0);
    configure(0);
}

void Device::setup(std::span<const std::uint8_t, 8> bytes) noexcept {
    is_suspended_ = false;
    stage_ = Stage::idle;
    then_ = Then::nothing;
    setup_ = Setup::from(bytes);
    if (!answer()) stall();
}

bool Device::answer() noexcept {
    switch (setup_.kind()) {
        case Setup::standard:
            return answer_standard();
        case Setup::of_class:
            return configuration_ != 0 && answer_class();
        default:
            return false;
    }
}

bool Device::answer_standard() noexcept {
    switch (setup_.recipient()) {
        case Setup::device:
            return answer_for_device();
        case Setup::interface:
            return configuration_ != 0 && setup_.index < interfaces() && answer_for_interface();
        case Setup::endpoint:
            return answer_for_endpoint();
        default:
            return false;
    }
}

bool Device::answer_for_device() noexcept {
    switch (static_cast<Standard>(setup_.request)) {
        case Standard::get_descriptor: {
            const auto found =
                descriptor(static_cast<DescriptorType>(setup_.value >> 8),
                           static_cast<std::uint8_t>(setup_.value), {serial_.data(), serial_size_});
            return found && reply(*found);
        }
        case Standard::get_status:  // takes its power from the bus, cannot wake the host
            return reply_bytes({{0, 0}});
        case Standard::get_configuration:
            return reply_bytes({{configuration_}});
        case Standard::set_address:
            if (setup_.value > 127 || setup_.length != 0 || setup_.is_to_host()) return false;
            controller::set_address(static_cast<std::uint8_t>(setup_.value));
            return acknowledge();
        case Standard::set_configuration:
            return set_configuration();
        default:
            return false;
    }
}

bool Device::set_configuration() noexcept {
    if (setup_.value > 1) return false;
    if (setup_.length != 0 || setup_.is_to_host()) return false;
    configure(static_cast<std::uint8_t>(setup_.value));
    return acknowledge();
}

// The only alternate setting is 0.
bool Device::answer_for_interface() noexcept {
    switch (static_cast<Standard>(setup_.request)) {
        case Standard::get_status:
            return reply_bytes({{0, 0}});
        case Standard::get_interface:
            return reply_bytes({{0}});
        case Standard::set_interface:
            return setup_.value == 0 && acknowledge();
        default:
            return false;
    }
}

bool Device::answer_for_endpoint() noexcept {
    const bool is_control = (setup_.index & ~0x80U) == 0;
    const std::uint8_t bit = bit_of(setup_.index);
    if (!is_control && (configuration_ == 0 || bit == 0)) return false;
    switch (static_cast<Standard>(setup_.request)) {
        case Standard::get_status: {
            const bool is_halted = (halted_ & bit) != 0;
            return reply_bytes({{static_cast<std::uint8_t>(is_halted), 0}});
        }
        case Standard::clear_feature:
            return setup_.value == endpoint_halt && (is_control ? acknowledge() : set_halt(false));
        case Standard::set_feature:
            return setup_.value == endpoint_halt && !is_control && set_halt(true);
        default:
            return false;
    }
}

bool Device::set_halt(bool halted) noexcept {
    if (!acknowledge()) return false;
    const auto address = static_cast<Endpoint>(setup_.index);
    const std::uint8_t bit = bit_of(address);
    halted_ = static_cast<std::uint8_t>(halted ? halted_ | bit : halted_ & ~bit);
    controller::halt(address, halted);
    forget_transfer(address);
    send_next();
    receive_next();
    return true;
}

bool Device::reply_bytes(std::span<const std::uint8_t> bytes) noexcept {
    std::copy(bytes.begin(), bytes.end(), reply_.begin());
    return reply(Readable(std::span<const std::uint8_t>(reply_).first(bytes.size())));
}

bool Device::reply(Readable data) noexcept {
    if (!setup_.is_to_host()) return false;
    if (setup_.length == 0) {
        begin_status();
        return true;
    }
    data_ = data;
    at_ = 0;
    left_ = std::min(data.size(), setup_.length);
    ends_short_ = left_ < setup_.length;
    stage_ = Stage::to_host;
    controller::receive_control();  // the status stage, which the host may begin early
    send_next_control();
    return true;
}

// What the host has asked for more than there is ends by a packet that is not full, maybe empty.
void Device::send_next_control() noexcept {
    if (left_ == 0 && !ends_short_) return;
    std::array<std::uint8_t, packet_size> packet;
    const std::size_t count =
        data_.copy(at_, std::span(packet).first(std::min<std::size_t>(left_, packet_size)));
    at_ = static_cast<std::uint16_t>(at_ + count);
    left_ = static_cast<std::uint16_t>(left_ - count);
    if (count < packet_size) ends_short_ = false;
    controller::send_control(std::span(packet).first(count));
}

bool Device::acknowledge() noexcept {
    if (setup_.length != 0 || setup_.is_to_host()) return false;
    begin_status();
    return true;
}

void Device::begin_status() noexcept {
    stage_ = Stage::status;
    controller::send_control({});
}

void Device::stall() noexcept {
    stage_ = Stage::idle;
    then_ = Then::nothing;
    controller::stall_control();
}

void Device::control_sent() noexcept {
    if (stage_ == Stage::to_host) return send_next_control();
    if (stage_ != Stage::status) return;
    stage_ = Stage::idle;
    switch (then_) {
        case Then::bootloader:
            return reset_to_bootloader();
        case Then::restart:
            return reset();
        case Then::nothing:
            break;
    }
}

void Device::control_received(std::span<const std::uint8_t> packet) noexcept {
    if (stage_ == Stage::to_host) stage_ = Stage::idle;
    if (stage_ != Stage::from_host) return;
    // The only request with such data.
    if (packet.size() != line_coding_size) return stall();
    std::copy(packet.begin(), packet.end(), line_coding_.begin());
    begin_status();
}

}  // namespace perth::hal::usb
