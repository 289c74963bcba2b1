#include "cli/console/shared.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t most_kept = 65536;  // for a client that does not read

}  // namespace

SharedConsole::SharedConsole(std::uint16_t port)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    const int on = 1;
    ::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_.get(), 1) != 0) {
        throw Error({.what = fmt::format("cannot serve the console at port {}", port),
                     .why = std::generic_category().message(errno),
                     .hint = "choose another with --serve",
                     .exit = Exit::wrong_use});
    }
}

void SharedConsole::add_to(std::vector<pollfd>& entries) const {
    entries.push_back({listener_.get(), POLLIN, 0});
    const auto wanted = static_cast<short>(POLLIN | (to_client_.empty() ? 0 : POLLOUT));
    if (client_.is_open()) entries.push_back({client_.get(), wanted, 0});
}

std::string SharedConsole::serve() {
    Handle next(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (next.is_open()) {  // the newest is the one who is there
        const int on = 1;
        ::setsockopt(next.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        client_.close();
        client_ = std::move(next);
        to_client_.clear();
    }
    std::string typed;
    std::array<char, 4096> piece{};
    while (client_.is_open()) {
        const ssize_t size = ::read(client_.get(), piece.data(), piece.size());
        if (size > 0) {
            typed.append(piece.data(), static_cast<std::size_t>(size));
        } else if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            break;
        } else {
            client_.close();
        }
    }
    send();
    return typed;
}

void SharedConsole::give(std::string_view bytes) {
    if (!client_.is_open()) return;
    if (to_client_.size() + bytes.size() > most_kept) {
        client_.close();
        return;
    }
    to_client_ += bytes;
    send();
}

void SharedConsole::send() {
    while (client_.is_open() && !to_client_.empty()) {
        const ssize_t sent =
            ::send(client_.get(), to_client_.data(), to_client_.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            to_client_.erase(0, static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN || errno == EINTR) {
            return;
        } else {
            client_.close();
        }
    }
}

}  // namespace perth::cli
