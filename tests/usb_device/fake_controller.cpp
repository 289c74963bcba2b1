#include "tests/usb_device/fake_controller.hpp"

#include <gtest/gtest.h>
#include <perth_port.hpp>

#include <memory>
#include <utility>

#include "runtime/ports/usb/device.hpp"
#include "tests/usb_device/restart.hpp"

namespace perth::usb_device {
namespace {

using hal::Critical;
using hal::usb::device;

FakeController* the_one = nullptr;  // for the functions below, which have no object

Packet copied(std::span<const std::uint8_t> packet) {
    EXPECT_LE(packet.size(), hal::usb::packet_size);
    return {packet.begin(), packet.end()};
}

}  // namespace

FakeController::FakeController() {
    the_one = this;
    restart_firmware();
}

FakeController::~FakeController() { the_one = nullptr; }

void FakeController::reset() {
    const Critical guard;
    if (!is_started_) return;
    control_stalled_ = false;
    control_in_.reset();
    control_out_ = false;
    device.bus_reset();
    EXPECT_EQ(address_, 0);
}

void FakeController::suspend(bool now) {
    const Critical guard;
    device.suspended(now);
}

Outcome FakeController::setup(std::uint8_t address, const SetupBytes& bytes) {
    const Critical guard;
    if (!is_started_ || address != address_) return Outcome::gone;
    control_stalled_ = false;
    control_in_.reset();
    control_out_ = false;
    next_address_.reset();
    device.setup(bytes);
    return Outcome::ok;
}

Answer FakeController::in(std::uint8_t address, std::uint8_t endpoint) {
    const Critical guard;
    if (!is_started_ || address != address_) return {.outcome = Outcome::gone};
    if (endpoint == 0) {
        if (control_stalled_) return {.outcome = Outcome::stall};
        if (!control_in_) return {.outcome = Outcome::timeout};
        const Packet packet = *std::exchange(control_in_, std::nullopt);
        if (next_address_) address_ = *std::exchange(next_address_, std::nullopt);
        device.control_sent();
        return {.data = packet};
    }
    if (!is_configured_ || endpoint > 2) return {.outcome = Outcome::gone};
    if (halted_.contains(endpoint | 0x80U)) return {.outcome = Outcome::stall};
    if (endpoint != 1 || !data_in_) return {.outcome = Outcome::timeout};
    const Packet packet = *std::exchange(data_in_, std::nullopt);
    device.sent();
    return {.data = packet};
}

Outcome FakeController::out(std::uint8_t address, std::uint8_t endpoint, const Packet& packet) {
    const Critical guard;
    if (!is_started_ || address != address_) return Outcome::gone;
    if (endpoint == 0) {
        if (control_stalled_) return Outcome::stall;
        if (!std::exchange(control_out_, false)) return Outcome::timeout;
        device.control_received(packet);
        return Outcome::ok;
    }
    if (!is_configured_ || endpoint != 1) return Outcome::gone;
    if (halted_.contains(endpoint)) return Outcome::stall;
    if (!std::exchange(data_out_, false)) return Outcome::timeout;
    device.received(packet);
    return Outcome::ok;
}

void FakeController::set_address(std::uint8_t address) {
    EXPECT_LT(address, 128);
    if (address == 0) {
        address_ = 0;
        next_address_.reset();
    }
    next_address_ = address;
}

void FakeController::configure(bool configured) {
    is_configured_ = configured;
    data_in_.reset();
    data_out_ = false;
    halted_.clear();
}

void FakeController::send_control(std::span<const std::uint8_t> packet) {
    EXPECT_FALSE(control_in_) << "a packet is under way";
    EXPECT_FALSE(control_stalled_);
    control_in_ = copied(packet);
    on_ready();
}

void FakeController::receive_control() {
    control_out_ = true;
    on_ready();
}

void FakeController::stall_control() {
    control_stalled_ = true;
    control_in_.reset();
    control_out_ = false;
}

void FakeController::send(std::span<const std::uint8_t> packet) {
    EXPECT_TRUE(is_configured_);
    EXPECT_FALSE(halted_.contains(hal::usb::data_in));
    EXPECT_FALSE(data_in_) << "a packet is under way";
    data_in_ = copied(packet);
    on_ready();
}

void FakeController::receive() {
    EXPECT_TRUE(is_configured_);
    EXPECT_FALSE(halted_.contains(hal::usb::data_out));
    EXPECT_FALSE(data_out_) << "a packet is awaited";
    data_out_ = true;
    on_ready();
}

void FakeController::halt(hal::usb::Endpoint endpoint, bool halted) {
    EXPECT_TRUE(is_configured_);
    if (endpoint == hal::usb::data_in) data_in_.reset();
    if (endpoint == hal::usb::data_out) data_out_ = false;
    if (halted) {
        halted_.insert(endpoint);
    } else {
        halted_.erase(endpoint);
    }
}

}  // namespace perth::usb_device

namespace perth::hal::usb::controller {

using usb_device::the_one;

void start() noexcept { the_one->start(); }
void poll() noexcept { the_one->on_poll(); }
void set_address(std::uint8_t address) noexcept { the_one->set_address(address); }
void configure(bool configured) noexcept { the_one->configure(configured); }
void send_control(Packet packet) noexcept { the_one->send_control(packet); }
void receive_control() noexcept { the_one->receive_control(); }
void stall_control() noexcept { the_one->stall_control(); }
void send(Packet packet) noexcept { the_one->send(packet); }
void receive() noexcept { the_one->receive(); }
void halt(Endpoint endpoint, bool halted) noexcept { the_one->halt(endpoint, halted); }

}  // namespace perth::hal::usb::controller
