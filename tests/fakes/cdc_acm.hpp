// A board with a serial port over USB: a model of a CDC-ACM device, which the kernel makes a
// /dev/ttyACM of.
// Source: USB Class Definitions for Communications Devices 1.2 and its PSTN subclass 1.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/support/bytes.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

class CdcAcm : public UsbModel {
public:
    struct Identity {
        std::uint16_t vid = 0x0483;
        std::uint16_t pid = 0x5740;
        std::string product = "Virtual COM Port";
        std::string serial = "3156";
    };

    explicit CdcAcm(Identity identity) : identity_(std::move(identity)) {}
    CdcAcm() : CdcAcm(Identity{}) {}

    /// Queues bytes for the host, which takes them once it has opened the port.
    void print(std::string_view text) { to_host_ += text; }
    [[nodiscard]] std::size_t unread() const { return to_host_.size(); }
    /// What the host has written.
    [[nodiscard]] const std::string& received() const { return received_; }
    /// What the host has set, in order: "115200 8N1", "dtr on, rts off".
    [[nodiscard]] const std::vector<std::string>& settings() const { return settings_; }

    [[nodiscard]] cli::Bytes descriptors() const override;
    [[nodiscard]] std::string string(std::uint8_t index) const override;
    Answer control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) override;
    Answer bulk_in(std::uint8_t endpoint, std::size_t length) override;
    cli::usb::Outcome bulk_out(std::uint8_t endpoint, cli::BytesView data) override;

private:
    Answer set_line_coding(cli::BytesView coding);

    Identity identity_;
    std::string to_host_;
    std::string received_;
    std::vector<std::string> settings_;
    cli::Bytes line_coding_ = {0x80, 0x25, 0, 0, 0, 0, 8};  // 9600 8N1, as long as nobody says else
};

}  // namespace perth::fakes
