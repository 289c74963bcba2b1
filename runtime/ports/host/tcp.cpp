// TCP by the computer's sockets.
#include "perth/hal/tcp.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>

#include "clock.hpp"
#include "sockets.hpp"

namespace perth {

namespace host {

Sockets& sockets() noexcept {
    static Sockets instance;
    return instance;
}

void Sockets::close(int fd) {
    std::erase_if(all_, [fd](const Socket& socket) { return socket.fd == fd; });
}

Sockets::Socket& Sockets::of(int fd) {
    return *std::find_if(all_.begin(), all_.end(),
                         [fd](const Socket& socket) { return socket.fd == fd; });
}

void Sockets::arm(int fd, short events) {
    Socket& socket = of(fd);
    socket.armed = static_cast<short>(socket.armed | events);
}

bool Sockets::wait() const noexcept {
    return std::any_of(all_.begin(), all_.end(),
                       [](const Socket& socket) { return socket.armed != 0; });
}

void Sockets::add_to(std::vector<pollfd>& fds) const {
    for (const Socket& socket : all_) {
        if (socket.armed != 0) fds.push_back({socket.fd, socket.armed, 0});
    }
}

void Sockets::serve(std::span<const pollfd> fds) {
    for (const pollfd& found : fds) {
        if (found.revents == 0) continue;
        Socket& socket = of(found.fd);
        // An error or the end counts as both.
        const bool failed = (found.revents & ~(POLLIN | POLLOUT)) != 0;
        const int came = failed ? socket.armed : found.revents & socket.armed;
        socket.armed = static_cast<short>(socket.armed & ~came);
        if ((came & POLLIN) != 0) simulated_clock().interrupt(socket.receive);
        if ((came & POLLOUT) != 0) simulated_clock().interrupt(socket.transmit);
    }
}

namespace {

using Addresses = std::unique_ptr<addrinfo, decltype([](addrinfo* all) { ::freeaddrinfo(all); })>;

Addresses addresses_of(const char* host, std::uint16_t port, int flags) {
    addrinfo wanted{};
    wanted.ai_flags = flags | AI_NUMERICSERV;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* all = nullptr;
    if (::getaddrinfo(host, std::to_string(port).c_str(), &wanted, &all) != 0) return nullptr;
    return Addresses(all);
}

int open_socket(const addrinfo& address) {
    const int fd =
        ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0) sockets().open(fd);
    return fd;
}

bool would_wait() noexcept { return errno == EAGAIN || errno == EINTR; }

// Lines are short, and somebody waits for them.
void send_at_once(int fd) noexcept {
    const int on = 1;
    (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace
}  // namespace host

namespace hal {

using host::sockets;

Result<int> tcp_connect(const char* host, std::uint16_t port, unsigned attempt) noexcept {
    const auto all = host::addresses_of(host, port, 0);
    const addrinfo* address = all.get();
    while (address != nullptr && attempt-- > 0) address = address->ai_next;
    if (address == nullptr) return Errc::no_device;
    const int fd = host::open_socket(*address);
    if (fd < 0) return Errc::no_device;
    host::send_at_once(fd);
    // If it fails at once, the socket is not connected, which tcp_connected() finds.
    (void)::connect(fd, address->ai_addr, address->ai_addrlen);
    return fd;
}

Result<bool> tcp_connected(int socket) noexcept {
    pollfd state = {socket, POLLOUT, 0};
    if (::poll(&state, 1, 0) == 0) {
        sockets().arm(socket, POLLOUT);
        return false;
    }
    sockaddr_storage peer;
    socklen_t size = sizeof peer;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) {
        return Errc::no_device;
    }
    return true;
}

Result<int> tcp_listen(const char* address, std::uint16_t port, int backlog) noexcept {
    const auto all = host::addresses_of(address, port, AI_PASSIVE | AI_NUMERICHOST);
    if (all == nullptr) return Errc::invalid_argument;
    const int fd = host::open_socket(*all);
    const int on = 1;
    if (fd >= 0 && ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        ::bind(fd, all->ai_addr, all->ai_addrlen) == 0 && ::listen(fd, backlog) == 0) {
        return fd;
    }
    const bool taken = errno == EADDRINUSE;
    if (fd >= 0) tcp_close(fd);
    return taken ? Errc::duplicate : Errc::invalid_argument;
}

int tcp_accept(int socket) noexcept {
    for (;;) {
        const int fd = ::accept4(socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            sockets().open(fd);
            host::send_at_once(fd);
            return fd;
        }
        if (errno == ECONNABORTED || errno == EPROTO || errno == EINTR) continue;  // the next one
        sockets().arm(socket, POLLIN);
        return -1;
    }
}

std::uint16_t tcp_port(int socket) noexcept {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size) != 0) return 0;
    // The port stands at the same place in addresses of either family.
    return ntohs(reinterpret_cast<const sockaddr_in&>(own).sin_port);
}

Result<std::size_t> tcp_read(int socket, std::span<std::uint8_t> buffer) noexcept {
    if (buffer.empty()) return std::size_t{0};
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (size > 0) return static_cast<std::size_t>(size);
    if (size == 0) return Errc::end_of_stream;
    if (!host::would_wait()) return Errc::link_down;
    sockets().arm(socket, POLLIN);
    return std::size_t{0};
}

Result<std::size_t> tcp_write(int socket, std::span<const std::uint8_t> bytes) noexcept {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && !host::would_wait()) return Errc::link_down;
    const auto size = static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
    if (size < bytes.size()) sockets().arm(socket, POLLOUT);
    return size;
}

void tcp_on_receive(int socket, Callback callback) noexcept {
    sockets().on_receive(socket, callback);
}
void tcp_on_transmit(int socket, Callback callback) noexcept {
    sockets().on_transmit(socket, callback);
}

void tcp_close(int socket) noexcept {
    sockets().close(socket);
    (void)::close(socket);
}

}  // namespace hal
}  // namespace perth
