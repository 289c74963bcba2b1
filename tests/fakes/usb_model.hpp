// A USB device as a model: it answers requests and knows nothing of the transport that carries them
// (in process, umockdev, or the kernel's virtual host controller).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "cli/support/bytes.hpp"
#include "cli/usb/usb.hpp"

namespace perth::fakes {

/// What a model says to a transfer.
struct Answer {
    cli::usb::Outcome outcome = cli::usb::Outcome::ok;  ///< timeout: it does not answer (yet)
    cli::Bytes data = {};                               ///< of a transfer to the host
};

class UsbModel {
public:
    virtual ~UsbModel() = default;

    /// The device descriptor followed by the configuration's, as in sysfs.
    [[nodiscard]] virtual cli::Bytes descriptors() const = 0;
    /// The string descriptor's text; empty: there is none.
    [[nodiscard]] virtual std::string string(std::uint8_t index) const = 0;
    /// Whether control() gets every request; then descriptors() and string() are not asked.
    [[nodiscard]] virtual bool answers_standard_requests() const { return false; }
    /// A class or vendor request; standard ones are the transport's part but for SET_INTERFACE,
    /// which comes here, too. `out` is the data of a request to the device, `length` the wLength.
    virtual Answer control(const cli::usb::Setup& setup, cli::BytesView out,
                           std::size_t length) = 0;
    virtual Answer bulk_in(std::uint8_t /*endpoint*/, std::size_t /*length*/) {
        return {.outcome = cli::usb::Outcome::stall};
    }
    virtual cli::usb::Outcome bulk_out(std::uint8_t /*endpoint*/, cli::BytesView /*data*/) {
        return cli::usb::Outcome::stall;
    }
    /// The host has given up a transfer that had no answer.
    virtual void cancelled(std::uint8_t /*endpoint*/) {}
    /// The host has the endpoint go on that stalls.
    virtual void clear_halt(std::uint8_t /*endpoint*/) {}
    /// The label of the volume that it has as a drive now; empty: it is none.
    [[nodiscard]] virtual std::string volume_label() const { return {}; }
    virtual void bus_reset() {}
    /// False once the device has left the bus by itself; what is attached instead is the owner's
    /// business.
    [[nodiscard]] virtual bool is_attached() const { return true; }
};

}  // namespace perth::fakes
