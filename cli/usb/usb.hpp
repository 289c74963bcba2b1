// USB as perth uses it: what is attached, control and bulk transfers. libusb is behind it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/support/bytes.hpp"
#include "cli/usb/descriptors.hpp"
#include "cli/usb/volume.hpp"

namespace perth::cli::usb {

/// A device that is plugged in, as can be seen without opening it.
struct Attached {
    Place place;
    unsigned address = 0;  ///< changes with each enumeration
    Descriptors descriptors;
    std::string manufacturer;  ///< empty if it has none; not to be trusted
    std::string product;
    std::string serial;
    std::string node;           ///< "/dev/bus/usb/001/004"
    bool may_be_opened = true;  ///< by this user
};

/// Returns "the USB device 0483:df11 at 1-4.2".
[[nodiscard]] std::string name_of(const Attached& attached);

/// The setup packet of a control transfer but for its length, which is that of the data.
/// Source: USB 2.0, "USB Device Requests".
struct Setup {
    std::uint8_t request_type = 0;  ///< bmRequestType
    std::uint8_t request = 0;       ///< bRequest
    std::uint16_t value = 0;        ///< wValue
    std::uint16_t index = 0;        ///< wIndex
};

/// How a transfer ended.
enum class Outcome {
    ok,
    stall,    ///< the device refused it
    timeout,  ///< no answer in time
    gone,     ///< the device is not there any more
    failed,   ///< anything else: a broken line, a short transfer
};

/// Returns the outcome in words: "the device stalled the request".
[[nodiscard]] std::string to_string(Outcome outcome);

struct Transfer {
    Outcome outcome = Outcome::ok;
    std::size_t length = 0;  ///< bytes moved
};

/// A device that is open. The destructor releases its interfaces and closes it.
class Device {
public:
    using Timeout = std::chrono::milliseconds;

    virtual ~Device() = default;
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    [[nodiscard]] virtual const Attached& attached() const = 0;
    /// Takes the interface; a kernel driver that holds it is asked to let go. Busy is an `Error`
    /// (Fault::busy).
    virtual void claim(unsigned interface) = 0;
    virtual Outcome select_alternate(unsigned interface, unsigned alternate) = 0;
    virtual Transfer control_in(const Setup& setup, std::span<std::uint8_t> data,
                                Timeout timeout) = 0;
    virtual Transfer control_out(const Setup& setup, BytesView data, Timeout timeout) = 0;
    /// `endpoint` is an address as in the descriptors. Fewer bytes than there is room for, or none,
    /// are a short packet and no failure.
    virtual Transfer bulk_in(std::uint8_t endpoint, std::span<std::uint8_t> data,
                             Timeout timeout) = 0;
    /// No bytes at all are an empty packet.
    virtual Transfer bulk_out(std::uint8_t endpoint, BytesView data, Timeout timeout) = 0;
    /// Has an endpoint that stalls go on.
    virtual Outcome clear_halt(std::uint8_t endpoint) = 0;
    /// Resets the port; the device enumerates anew and this object is of no more use.
    virtual Outcome reset() = 0;

protected:
    Device() = default;
};

/// Returns a string descriptor as UTF-8; empty for index 0 and where the device has none. A
/// descriptor that announces more than was delivered (STM32F427's ROM) is cut.
[[nodiscard]] std::string read_string(Device& device, std::uint8_t index);

/// The USB of a machine, or of a test.
class Host {
public:
    using Clock = std::chrono::steady_clock;

    virtual ~Host() = default;
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    /// Returns what is attached now, hubs left out, sorted by place; never a cached list.
    [[nodiscard]] virtual std::vector<Attached> attached() = 0;
    /// Opens one of them. `Error`: Fault::permission (with the udev rule), busy, gone.
    [[nodiscard]] virtual std::unique_ptr<Device> open(const Attached& attached) = 0;
    /// Returns the drive that the device is; nothing if it is none, or its medium is not there
    /// (yet), or the host knows no drives.
    [[nodiscard]] virtual std::optional<Drive> drive_of(const Attached& attached);
    /// Opens its volume, mounted if need be. `Error`: those of mount(), Fault::gone.
    [[nodiscard]] virtual std::unique_ptr<Volume> open_volume(const Attached& attached);
    /// Returns when something may have been plugged in or out, at the latest at `deadline`. Throws
    /// `Interrupted` at Ctrl-C.
    virtual void wait_for_change(Clock::time_point deadline) = 0;
    [[nodiscard]] virtual Clock::time_point now() { return Clock::now(); }
    /// Sleeps; a test's host only moves its clock. Throws `Interrupted` at Ctrl-C.
    virtual void sleep(Clock::duration duration) = 0;

protected:
    Host() = default;
};

/// Returns this machine's USB: sysfs says what is attached (so it is right without udevd, too),
/// libusb moves the data. `sysfs` and `dev` are where these are mounted, `mounts` says what is.
[[nodiscard]] std::unique_ptr<Host> system_host(const std::string& sysfs = "/sys",
                                                const std::string& dev = "/dev",
                                                const std::string& mounts = mounts_file);

}  // namespace perth::cli::usb
