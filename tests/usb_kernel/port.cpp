#include "tests/usb_kernel/port.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "tests/fakes/usbip.hpp"
#include "tests/usb_kernel/eventually.hpp"

namespace perth::usb_kernel {
namespace {

namespace fs = std::filesystem;
using cli::Handle;

constexpr const char* attach_file = "/sys/devices/platform/vhci_hcd.0/attach";
constexpr int full_speed = 2;  // enum usb_device_speed

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(fmt::format("{}: {}", what, std::strerror(errno)));
}

// As root writes it; a port that is just being left answers EBUSY for some milliseconds.
void write_attach(const std::string& line) {
    const bool written = eventually([&line] {
        const Handle file(::open(attach_file, O_WRONLY | O_CLOEXEC));
        if (!file.is_open()) fail(attach_file);
        return ::write(file.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
    });
    if (!written) fail(fmt::format("{} takes no \"{}\"", attach_file, line));
}

// Reading this takes the lock that the kernel holds until all drivers have looked at the device. An
// unplug under their hands makes them wait five seconds for an answer.
bool is_configured(const std::string& device) {
    std::string value;
    return static_cast<bool>(std::ifstream(device + "/bConfigurationValue") >> value);
}

}  // namespace

void Port::plug(Model model, Model next) {
    wake_ = Handle(::eventfd(0, EFD_CLOEXEC));
    stop_ = false;
    thread_ = std::thread([this, socket = attach(), model, next]() mutable {
        serve(std::move(socket), std::move(model), std::move(next));
    });
    if (!eventually([this] { return is_configured(sysfs()); })) {
        throw std::runtime_error("the kernel has not configured " + place());
    }
}

void Port::unplug() {
    if (!thread_.joinable()) return;
    with_models([this] { stop_ = true; });
    thread_.join();
    (void)is_empty();
}

bool Port::is_empty() const {
    return eventually([this] { return !fs::exists(sysfs()); });
}

void Port::with_models(const std::function<void()>& action) {
    const std::lock_guard lock(models_);
    action();
    wake();
}

void Port::wake() const {
    constexpr std::uint64_t one = 1;
    if (wake_.is_open() && ::write(wake_.get(), &one, sizeof(one)) < 0) fail("eventfd");
}

Handle Port::attach() const {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("socketpair");
    const Handle kernels(ends[0]);
    Handle ours(ends[1]);
    // "PORT SOCKET DEVICE SPEED"; the device's number means something to a remote server only.
    write_attach(fmt::format("{} {} {} {}", number_ - 1, kernels.get(), number_, full_speed));
    return ours;
}

void Port::serve(Handle socket, Model model, Model next) {
    while (model) {
        serve_until_gone(socket.get(), *model);
        socket.close();
        model = std::exchange(next, nullptr);
        if (stop_ || !model || !is_empty()) return;
        socket = attach();
    }
}

void Port::serve_until_gone(int socket, fakes::UsbModel& model) {
    fakes::UsbipServer server(model, socket);
    for (;;) {
        pollfd files[] = {{socket, POLLIN, 0}, {wake_.get(), POLLIN, 0}};
        // What a model does in its own time, leaving among it, is seen by looking.
        const int period = server.is_control_waiting() ? 5 : 20;  // ms
        if (::poll(files, 2, period) < 0 && errno != EINTR) fail("poll");
        const std::lock_guard lock(models_);
        if (files[1].revents != 0) {
            std::uint64_t count = 0;
            if (::read(wake_.get(), &count, sizeof(count)) < 0) fail("eventfd");
            if (stop_) return;
        }
        if (files[0].revents != 0 ? !server.serve_one() : !server.serve_waiting()) return;
    }
}

}  // namespace perth::usb_kernel
