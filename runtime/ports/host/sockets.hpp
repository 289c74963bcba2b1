// The sockets of the program that wait for the network; private to the port.
#pragma once

#include <poll.h>

#include <span>
#include <vector>

#include "perth/hal/tcp.hpp"

namespace perth::host {

/// Knows what each socket waits for: armed where a call found nothing to do, disarmed when the
/// network has brought it. So nothing is looked at that nobody has asked for.
class Sockets {
public:
    void open(int fd) { all_.push_back({.fd = fd}); }
    void close(int fd);
    void on_receive(int fd, hal::Callback callback) { of(fd).receive = callback; }
    void on_transmit(int fd, hal::Callback callback) { of(fd).transmit = callback; }
    /// Waits for POLLIN or POLLOUT, too.
    void arm(int fd, short events);

    /// Returns whether any waits for something.
    [[nodiscard]] bool wait() const noexcept;
    /// Adds those that wait.
    void add_to(std::vector<pollfd>& fds) const;
    /// Calls those for whom poll() has found something.
    void serve(std::span<const pollfd> fds);

private:
    struct Socket {
        int fd;
        short armed = 0;
        hal::Callback receive = {};
        hal::Callback transmit = {};
    };

    [[nodiscard]] Socket& of(int fd);

    std::vector<Socket> all_;
};

/// Returns the process's; only the main thread uses it.
Sockets& sockets() noexcept;

}  // namespace perth::host
