#include "cli/usb/libusb_device.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <libusb-1.0/libusb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <limits>
#include <thread>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/signals.hpp"
#include "cli/usb/udev_rule.hpp"

namespace perth::cli::usb {
namespace {

using Context = std::unique_ptr<libusb_context, decltype(&libusb_exit)>;
using Opened = std::unique_ptr<libusb_device_handle, decltype(&libusb_close)>;

[[noreturn]] void fail(Error::Parts parts, const Attached& attached) {
    parts.device = to_string(attached.place);
    throw Error(std::move(parts));
}

[[noreturn]] void fail_gone(const Attached& attached) {
    fail({.what = name_of(attached) + " is not there any more",
          .hint = "plug it in again and run the same command again",
          .fault = Fault::gone},
         attached);
}

[[noreturn]] void fail_permission(const Attached& attached) {
    const std::string rule = udev_rule(attached.descriptors.vid, attached.descriptors.pid);
    fail({.what = "no permission to open " + name_of(attached),
          .why = fmt::format("{}: {}\nudev can give it to whoever sits at this machine (not over "
                             "ssh, nor in a container)",
                             attached.node, std::strerror(EACCES)),
          .hint = fmt::format("echo '{}' | sudo tee -a {} && sudo udevadm control --reload && "
                              "sudo udevadm trigger",
                              rule, udev_rules_file),
          .fault = Fault::permission},
         attached);
}

// A node appears before udev has given it its permissions: one that young may yet get them.
bool is_new(const std::string& node) {
    constexpr std::time_t settling_seconds = 1;
    struct stat status = {};
    if (::stat(node.c_str(), &status) != 0) return false;
    const std::time_t age = std::time(nullptr) - status.st_ctime;
    return age >= 0 && age <= settling_seconds;
}

Handle open_node(const Attached& attached) {
    for (;;) {
        Handle handle(::open(attached.node.c_str(), O_RDWR | O_CLOEXEC));
        if (handle.is_open()) return handle;
        if (errno == ENOENT || errno == ENODEV) fail_gone(attached);
        if (errno != EACCES && errno != EPERM) {
            fail({.what = "cannot open " + name_of(attached),
                  .why = fmt::format("{}: {}", attached.node, std::strerror(errno)),
                  .fault = Fault::protocol},
                 attached);
        }
        if (!is_new(attached.node)) fail_permission(attached);
        check_interrupt();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

// libusb shall know of no device but the one it is handed: without udevd its own list is stale.
Context make_context() {
    libusb_set_option(nullptr, LIBUSB_OPTION_NO_DEVICE_DISCOVERY);
    libusb_context* context = nullptr;
    if (const int error = libusb_init(&context); error != LIBUSB_SUCCESS) {
        throw Error({.what = "libusb does not start", .why = libusb_strerror(error)});
    }
    return {context, libusb_exit};
}

Outcome outcome_of(int error) {
    switch (error) {
        case LIBUSB_SUCCESS:
            return Outcome::ok;
        case LIBUSB_ERROR_PIPE:
            return Outcome::stall;
        case LIBUSB_ERROR_TIMEOUT:
            return Outcome::timeout;
        case LIBUSB_ERROR_NO_DEVICE:
        case LIBUSB_ERROR_NOT_FOUND:
            return Outcome::gone;
        default:
            return Outcome::failed;
    }
}

class LibusbDevice final : public Device {
public:
    explicit LibusbDevice(const Attached& attached)
        : attached_(attached), node_(open_node(attached)), context_(make_context()) {
        libusb_device_handle* handle = nullptr;
        const int error = libusb_wrap_sys_device(context_.get(), node_.get(), &handle);
        const bool is_gone = ::access(attached_.node.c_str(), F_OK) != 0;
        if (error == LIBUSB_ERROR_NO_DEVICE || (error != 0 && is_gone)) fail_gone(attached_);
        if (error != LIBUSB_SUCCESS) {
            fail({.what = "cannot open " + name_of(attached_),
                  .why = libusb_strerror(error),
                  .fault = Fault::protocol},
                 attached_);
        }
        opened_.reset(handle);
        // An interface that perth claims is a bootloader's: nobody else has business with it.
        libusb_set_auto_detach_kernel_driver(handle, 1);
    }

    ~LibusbDevice() override {
        for (const int interface : claimed_) libusb_release_interface(opened_.get(), interface);
    }

    [[nodiscard]] const Attached& attached() const override { return attached_; }

    void claim(unsigned interface) override {
        const int number = static_cast<int>(interface);
        const int error = libusb_claim_interface(opened_.get(), number);
        if (error == LIBUSB_SUCCESS) return claimed_.push_back(number);
        if (error == LIBUSB_ERROR_NO_DEVICE) fail_gone(attached_);
        if (error == LIBUSB_ERROR_BUSY) {
            fail({.what = name_of(attached_) + " is in use",
                  .why = fmt::format("another program holds its interface {}", interface),
                  .hint = fmt::format("fuser -v {} names the program; end it", attached_.node),
                  .fault = Fault::busy},
                 attached_);
        }
        fail({.what = fmt::format("cannot claim interface {} of {}", interface, name_of(attached_)),
              .why = libusb_strerror(error),
              .fault = Fault::protocol},
             attached_);
    }

    Outcome select_alternate(unsigned interface, unsigned alternate) override {
        return outcome_of(libusb_set_interface_alt_setting(
            opened_.get(), static_cast<int>(interface), static_cast<int>(alternate)));
    }

    Transfer control_in(const Setup& setup, std::span<std::uint8_t> data,
                        Timeout timeout) override {
        return control(setup, data.data(), data.size(), timeout);
    }

    Transfer control_out(const Setup& setup, BytesView data, Timeout timeout) override {
        // libusb does not change what it sends.
        return control(setup, const_cast<std::uint8_t*>(data.data()), data.size(), timeout);
    }

    Transfer bulk_in(std::uint8_t endpoint, std::span<std::uint8_t> data,
                     Timeout timeout) override {
        return bulk(endpoint, data.data(), data.size(), timeout);
    }

    Transfer bulk_out(std::uint8_t endpoint, BytesView data, Timeout timeout) override {
        return bulk(endpoint, const_cast<std::uint8_t*>(data.data()), data.size(), timeout);
    }

    Outcome clear_halt(std::uint8_t endpoint) override {
        return outcome_of(libusb_clear_halt(opened_.get(), endpoint));
    }

    Outcome reset() override { return outcome_of(libusb_reset_device(opened_.get())); }

private:
    Transfer control(const Setup& setup, std::uint8_t* data, std::size_t size, Timeout timeout) {
        check_interrupt();
        if (size > std::numeric_limits<std::uint16_t>::max()) return {.outcome = Outcome::failed};
        const int moved = libusb_control_transfer(
            opened_.get(), setup.request_type, setup.request, setup.value, setup.index, data,
            static_cast<std::uint16_t>(size), static_cast<unsigned>(timeout.count()));
        if (moved < 0) return {.outcome = outcome_of(moved)};
        return {.outcome = Outcome::ok, .length = static_cast<std::size_t>(moved)};
    }

    Transfer bulk(std::uint8_t endpoint, std::uint8_t* data, std::size_t size, Timeout timeout) {
        check_interrupt();
        if (size > std::numeric_limits<int>::max()) return {.outcome = Outcome::failed};
        int moved = 0;
        const int error =
            libusb_bulk_transfer(opened_.get(), endpoint, data, static_cast<int>(size), &moved,
                                 static_cast<unsigned>(timeout.count()));
        return {.outcome = outcome_of(error), .length = static_cast<std::size_t>(moved)};
    }

    Attached attached_;
    Handle node_;
    Context context_;
    Opened opened_{nullptr, libusb_close};
    std::vector<int> claimed_;
};

}  // namespace

std::unique_ptr<Device> open_with_libusb(const Attached& attached) {
    return std::make_unique<LibusbDevice>(attached);
}

}  // namespace perth::cli::usb
