// The device's end of USB/IP: hands a model to the kernel's virtual host controller (vhci-hcd),
// which takes it for a device that is plugged in. Source: Linux,
// Documentation/usb/usbip_protocol.rst.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>

#include "cli/support/bytes.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

/// Serves one model over one connected stream socket. Addresses are not its business: the
/// controller keeps SET_ADDRESS to itself.
class UsbipServer {
public:
    /// Borrows both.
    UsbipServer(UsbModel& model, int socket) : model_(model), socket_(socket) {}

    /// Reads one message and answers it. Returns false at the end: the host controller has hung up,
    /// or the model has left the bus.
    bool serve_one();
    /// Asks the model again for what it had no answer to. Returns as serve_one().
    bool serve_waiting();
    /// Returns whether a control transfer waits, whose answer may only be a matter of time.
    [[nodiscard]] bool is_control_waiting() const;

private:
    struct Request {
        std::uint32_t sequence = 0;
        std::uint8_t endpoint = 0;  // with its direction, as in a descriptor
        std::size_t length = 0;
        std::array<std::uint8_t, 8> setup{};
        cli::Bytes out{};
    };

    bool unlink(std::uint32_t sequence, std::uint32_t victim);
    Answer ask(const Request& request);
    Answer control(const Request& request);
    void notice_clear_halt(const cli::usb::Setup& setup);
    void notice_reset(const cli::usb::Setup& setup, std::size_t length);
    bool reply(const Request& request, const Answer& answer);
    bool send(const cli::Bytes& message) const;
    bool receive(std::span<std::uint8_t> bytes) const;

    UsbModel& model_;
    int socket_;
    bool is_configured_ = false;
    std::deque<Request> waiting_;
};

}  // namespace perth::fakes
