#include "cli/trace/guest_stream.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {

/// Returns whether there may be something to do before the deadline.
bool GuestStream::wait(short events, Clock::time_point deadline) {
    check_interrupt();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    constexpr std::int64_t most = 60'000;
    std::vector<pollfd> entries = {
        {guest_.console(), events, 0}, {guest_.ended(), POLLIN, 0}, {interrupt_fd(), POLLIN, 0}};
    for (const int fd : guest_.service()) entries.push_back({fd, POLLIN, 0});
    ::poll(entries.data(), entries.size(), static_cast<int>(std::min(left.count(), most)));
    check_interrupt();
    guest_.serve();
    if (guest_.is_held()) guest_.restart();
    const bool is_silent = (entries[0].revents & (POLLIN | POLLOUT)) == 0;
    if (entries[1].revents == 0 || !is_silent) return true;
    throw Error({.what = fmt::format("the firmware on {} has ended", name_),
                 .why = guest_.end().words,
                 .fault = Fault::gone,
                 .device = name_});
}

/// Takes what the console says; returns whether that was anything.
bool GuestStream::fetch() {
    std::array<char, 4096> piece{};
    const ssize_t size = ::read(guest_.console(), piece.data(), piece.size());
    if (size <= 0) return false;
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(size));
    on_output_(bytes);
    unread_ += bytes;
    return true;
}

std::size_t GuestStream::read(std::span<std::uint8_t> into, Clock::time_point deadline) {
    while (unread_.empty()) {
        if (!wait(POLLIN, deadline)) return 0;
        fetch();
    }
    const std::size_t size = std::min(unread_.size(), into.size());
    std::copy_n(unread_.begin(), size, into.begin());
    unread_.erase(0, size);
    return size;
}

void GuestStream::write(BytesView bytes, Clock::time_point deadline) {
    while (!bytes.empty()) {
        const ssize_t size = ::send(guest_.console(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size > 0) bytes = bytes.subspan(static_cast<std::size_t>(size));
        if (bytes.empty()) return;
        if (!wait(POLLOUT, deadline)) {
            throw Error({.what = fmt::format("{} takes no bytes", name_),
                         .why = fmt::format("{} were left over", bytes.size()),
                         .fault = Fault::timeout,
                         .device = name_});
        }
    }
}

void GuestStream::sleep(Clock::duration duration) {
    const auto end = Clock::now() + duration;
    while (wait(POLLIN, end)) fetch();
}

}  // namespace perth::cli
