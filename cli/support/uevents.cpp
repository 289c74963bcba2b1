#include "cli/support/uevents.hpp"

#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

// The kernel's own events come on group 1; udevd repeats them on group 2 once permissions are set.
constexpr unsigned kernel_and_udev = 1 | 2;

Handle listen() {
    Handle socket(
        ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = kernel_and_udev;
    const auto* const any = reinterpret_cast<const sockaddr*>(&address);
    if (!socket.is_open() || ::bind(socket.get(), any, sizeof address) != 0) return {};
    return socket;
}

}  // namespace

Uevents::Uevents() : socket_(listen()) {}

void Uevents::wait(Clock::time_point deadline) {
    check_interrupt();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    const auto timeout = std::clamp(left, std::chrono::milliseconds::zero(), patience);
    std::array sources{pollfd{.fd = fd(), .events = POLLIN, .revents = 0},
                       pollfd{.fd = interrupt_fd(), .events = POLLIN, .revents = 0}};
    ::poll(sources.data(), sources.size(), static_cast<int>(timeout.count()));
    check_interrupt();
    drain();
}

void Uevents::drain() {
    // What the events say is not read: whoever waits looks at sysfs, which is always right.
    std::array<char, 8192> event{};
    while (::recv(fd(), event.data(), event.size(), MSG_DONTWAIT) > 0) {
    }
}

}  // namespace perth::cli
