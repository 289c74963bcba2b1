// A controller without hardware, as runtime/ports/usb/controller.hpp wants one, and the bus at its
// other end. Checks the promises of the class logic: who breaks one fails the test.
#pragma once

#include <functional>
#include <optional>
#include <set>

#include "runtime/ports/usb/controller.hpp"
#include "tests/usb_device/bus.hpp"

namespace perth::usb_device {

class FakeController : public Bus {
public:
    /// Becomes the chip's only controller until it is destroyed; the device is as after reset.
    FakeController();
    ~FakeController() override;
    FakeController(const FakeController&) = delete;
    FakeController& operator=(const FakeController&) = delete;

    void reset() override;
    void suspend(bool now) override;
    Outcome setup(std::uint8_t address, const SetupBytes& bytes) override;
    Answer in(std::uint8_t address, std::uint8_t endpoint) override;
    Outcome out(std::uint8_t address, std::uint8_t endpoint, const Packet& packet) override;

    /// The same from the device's side.
    void start() { is_started_ = true; }
    void set_address(std::uint8_t address);
    void configure(bool configured);
    void send_control(std::span<const std::uint8_t> packet);
    void receive_control();
    void stall_control();
    void send(std::span<const std::uint8_t> packet);
    void receive();
    void halt(hal::usb::Endpoint endpoint, bool halted);
    /// What the hardware does meanwhile, while the firmware polls.
    std::function<void()> on_poll = [] {};
    /// Called when the host could get an answer that it did not get before.
    std::function<void()> on_ready = [] {};

    [[nodiscard]] bool is_attached() const { return is_started_; }

private:
    std::uint8_t address_ = 0;
    std::optional<std::uint8_t> next_address_;
    bool is_started_ = false;
    bool is_configured_ = false;
    bool control_stalled_ = false;
    std::optional<Packet> control_in_;
    bool control_out_ = false;
    std::optional<Packet> data_in_;
    bool data_out_ = false;
    std::set<std::uint8_t> halted_;
};

}  // namespace perth::usb_device
