#include "cli/serial/descriptor_stream.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli::serial {
namespace {

using Clock = Stream::Clock;

/// Waits for `events`, at most until `deadline`; returns whether there is something to do. A broken
/// descriptor counts: the call that follows says what is wrong with it.
bool wait(int fd, short events, Clock::time_point deadline) {
    for (;;) {
        check_interrupt();
        // Rounded up: a wait that ends early would be a busy loop until the deadline.
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        constexpr std::chrono::milliseconds most{60'000};
        const auto time = std::clamp(left, std::chrono::milliseconds{0}, most);
        pollfd polled[] = {{fd, events, 0}, {interrupt_fd(), POLLIN, 0}};
        const int ready = ::poll(polled, 2, static_cast<int>(time.count()));
        check_interrupt();
        if (ready > 0 && polled[0].revents != 0) return true;
        if (ready >= 0 && left <= most && Clock::now() >= deadline) return false;
    }
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

void throw_gone(const std::string& address, const std::string& why) {
    throw Error({.what = fmt::format("{} has gone", address),
                 .why = why,
                 .hint = "plug it in again, or see perth devices",
                 .fault = Fault::gone,
                 .device = address});
}

std::size_t DescriptorStream::read(std::span<std::uint8_t> into, Clock::time_point deadline) {
    while (wait(fd(), POLLIN, deadline)) {
        const ssize_t count = ::read(fd(), into.data(), into.size());
        if (count > 0) return static_cast<std::size_t>(count);
        if (count == 0) throw_gone(address_, "its end of the line was closed");
        if (!would_block()) throw_gone(address_, std::strerror(errno));
    }
    return 0;
}

void DescriptorStream::write(BytesView bytes, Clock::time_point deadline) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        if (!wait(fd(), POLLOUT, deadline)) {
            throw Error({.what = fmt::format("{} takes no bytes", address_),
                         .why = fmt::format("{} of {} were taken in time", done, bytes.size()),
                         .fault = Fault::timeout,
                         .device = address_});
        }
        const ssize_t count = ::write(fd(), bytes.data() + done, bytes.size() - done);
        if (count >= 0) {
            done += static_cast<std::size_t>(count);
        } else if (!would_block()) {
            throw_gone(address_, std::strerror(errno));
        }
    }
}

}  // namespace perth::cli::serial
