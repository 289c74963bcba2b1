// The firmware's console as a device that can be plugged into a host's controller: makes the
// packets of the bus of its transfers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <controller_under_test.hpp>

#include "tests/fakes/usb_model.hpp"
#include "tests/usb_device/host.hpp"

namespace perth::usb_device {

class FirmwareModel : public fakes::UsbModel {
public:
    /// The firmware begins anew.
    FirmwareModel();

    Controller& controller() { return controller_; }

    [[nodiscard]] bool answers_standard_requests() const override { return true; }
    [[nodiscard]] cli::Bytes descriptors() const override { return {}; }
    [[nodiscard]] std::string string(std::uint8_t) const override { return {}; }
    Answer control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) override;
    Answer bulk_in(std::uint8_t endpoint, std::size_t length) override;
    Outcome bulk_out(std::uint8_t endpoint, cli::BytesView data) override;
    void cancelled(std::uint8_t endpoint) override;
    void bus_reset() override { (void)host_.connect(); }
    /// Until it leads into the bootloader or restarts.
    [[nodiscard]] bool is_attached() const override;

private:
    Controller controller_;
    Host host_{controller_};
    Packet to_host_;        // of a transfer that has not all yet
    std::size_t sent_ = 0;  // of a transfer whose rest the device does not take yet
    bool is_connected_ = false;
};

}  // namespace perth::usb_device
