// A DFU interface that is open: its requests, and what both kinds of DFU do with them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "cli/flash/dfu_descriptors.hpp"
#include "cli/flash/dfu_quirks.hpp"
#include "cli/flash/dfu_status.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/support/bytes.hpp"
#include "cli/support/fault.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// One memory of a device in DFU mode, opened and claimed. What fails throws an `Error` that says
/// what was being done: begin() names it.
class DfuSession {
public:
    using Clock = usb::Host::Clock;

    /// What came of DFU_GETSTATUS.
    struct Reply {
        usb::Outcome outcome = usb::Outcome::ok;
        DfuStatus status;  ///< if the outcome is ok
    };

    /// `host` must outlive the session. A memory that the device does not offer is an `Error`
    /// (Fault::bad_input).
    DfuSession(usb::Host& host, const usb::Attached& attached, unsigned alternate);

    [[nodiscard]] const usb::Attached& attached() const noexcept { return attached_; }
    [[nodiscard]] const DfuInterface& interface() const noexcept { return interface_; }
    [[nodiscard]] const DfuFunctional& functional() const noexcept { return functional_; }
    [[nodiscard]] const DfuQuirks& quirks() const noexcept { return quirks_; }
    [[nodiscard]] const Traffic& traffic() const noexcept { return traffic_; }
    [[nodiscard]] usb::Device& device() noexcept { return *device_; }
    [[nodiscard]] Clock::time_point now() { return host_.now(); }
    /// Bytes in a block: what the device says, at most what Linux passes on.
    [[nodiscard]] std::uint16_t transfer_size() const noexcept;

    /// Says what the requests that follow are for: "erasing 0x08004000".
    void begin(std::string doing) { doing_ = std::move(doing); }

    /// A block for the device; an empty one says that there are no more.
    void download(std::uint16_t block, BytesView bytes);
    /// As download(), but the device may answer what it likes.
    usb::Outcome try_download(std::uint16_t block, BytesView bytes);
    /// Returns the bytes that the device gave.
    std::size_t upload(std::uint16_t block, std::span<std::uint8_t> into);
    void abort();
    [[nodiscard]] Reply ask_status();

    /// Keeps a device from leaving that was told to by a tool that ended before it asked for the
    /// status, with which it would leave.
    void call_back();
    /// Brings the device to dfuIDLE from whatever state; one that is busy is waited for as long as
    /// `patience`, then kicked.
    void to_idle(Clock::duration patience);
    /// Waits until the block or command that was sent is done (dfuDNLOAD-IDLE), leaving the device
    /// alone as long as it asks to be. One that is busy at `deadline` is an `Error`
    /// (Fault::timeout).
    void finish(Clock::time_point deadline);
    /// Does `step`; if that fails in a way that may pass, brings the device to dfuIDLE and does it
    /// again, twice at most.
    void persist(const std::function<void()>& step);
    /// Resets the device and opens it again at the same place, where it must be in DFU mode.
    void reset();
    /// Closes the device and waits for a second. Returns whether it left the bus, or was enumerated
    /// anew. Nothing but attached() may be called after that.
    [[nodiscard]] bool close_and_see_it_leave();

    /// Throws what a device in dfuERROR says is wrong.
    [[noreturn]] void fail(const DfuStatus& status);
    [[noreturn]] void fail(Fault fault, std::string why);
    /// Throws unless the outcome of `request` is ok.
    void check(const char* request, usb::Outcome outcome);
    /// Sleeps as long as the device asked for: 1 ms at least, 60 s or until `deadline` at most.
    void leave_alone(const DfuStatus& status, Clock::time_point deadline);

private:
    void open();
    [[nodiscard]] DfuFunctional ask_functional();
    usb::Outcome send(std::uint8_t request, std::uint16_t value, BytesView bytes);
    [[noreturn]] void explain_stall(const char* request);

    usb::Host& host_;
    usb::Attached attached_;
    DfuInterface interface_;
    DfuQuirks quirks_;
    unsigned alternate_;
    std::unique_ptr<usb::Device> device_;
    DfuFunctional functional_;
    std::string doing_ = "looking at its state";
    Traffic traffic_;
};

/// Waits until `deadline` for a device in DFU mode at `place`; nothing if none comes.
[[nodiscard]] std::optional<usb::Attached> wait_for_dfu(usb::Host& host, const usb::Place& place,
                                                        usb::Host::Clock::time_point deadline);

}  // namespace perth::cli
