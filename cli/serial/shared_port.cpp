#include "cli/serial/shared_port.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "cli/serial/socket.hpp"
#include "cli/support/error.hpp"

namespace perth::cli::serial {
namespace {

/// Bytes that wait for a client that does not read: more than a minute at 115200 baud.
constexpr std::size_t most_kept = std::size_t{1} << 20;
constexpr std::size_t piece_size = 1024;

[[noreturn]] void complain(const std::string& place, const std::string& why) {
    throw Error({.what = fmt::format("cannot serve the port at {}", place),
                 .why = why,
                 .hint = "choose another address with --serve",
                 .exit = Exit::wrong_use});
}

/// Returns a listening socket, or errno.
Handle listen_at(const addrinfo& place, int& failure) {
    Handle socket(::socket(place.ai_family, place.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket.get(), place.ai_addr, place.ai_addrlen) == 0 &&
        ::listen(socket.get(), 4) == 0) {
        return socket;
    }
    failure = errno;
    return {};
}

Handle listen_at(const std::string& text) {
    const auto place = parse_host_and_port(text);
    if (!place) complain(text, "an address is HOST:PORT, with a PORT from 1 to 65535");
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int unknown = ::getaddrinfo(place->host.c_str(), place->port.c_str(), &wanted, &found);
    if (unknown != 0) complain(text, ::gai_strerror(unknown));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    int failure = 0;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        Handle socket = listen_at(*one, failure);
        if (socket.is_open()) return socket;
    }
    complain(text, std::strerror(failure));
}

std::string name_of(const sockaddr_storage& address, socklen_t size) {
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host.data(), host.size(),
                      port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return "a client";
    }
    const bool is_v6 = address.ss_family == AF_INET6;
    return fmt::format(fmt::runtime(is_v6 ? "[{}]:{}" : "{}:{}"), host.data(), port.data());
}

/// A client whose computer is gone is noticed within a minute, one that does not read soon after
/// its buffer is full.
void set_up(int socket) {
    const auto set = [socket](int level, int option, int value) {
        ::setsockopt(socket, level, option, &value, sizeof value);
    };
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    set(SOL_SOCKET, SO_SNDBUF, 1 << 16);
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 20);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

bool is_same_frame(const Settings& one, const Settings& other) {
    return one.baud == other.baud && one.data_bits == other.data_bits &&
           one.parity == other.parity && one.stop_bits == other.stop_bits;
}

}  // namespace

std::string frame_text(const Settings& settings) {
    constexpr std::array<const char*, 5> parities = {"no", "even", "odd", "mark", "space"};
    return fmt::format("{} baud, {} data bits, {} parity, {} stop bit{}", settings.baud,
                       settings.data_bits, parities.at(static_cast<std::size_t>(settings.parity)),
                       settings.stop_bits, settings.stop_bits == 1 ? "" : "s");
}

SharedPort::SharedPort(const std::string& host_and_port, const Settings& settings)
    : listener_(listen_at(host_and_port)), own_(settings), told_(settings) {}

void SharedPort::add_to(std::vector<pollfd>& entries, bool reads) {
    reads_ = reads;
    entries.push_back({listener_.get(), POLLIN, 0});
    if (!client_.is_open()) return;
    const bool in = reads && !is_behind();
    const int events = (in ? POLLIN : 0) | (to_client_.empty() ? 0 : POLLOUT);
    // A client that has gone is noticed when its turn comes; until then poll(2) would not wait.
    if (events != 0) entries.push_back({client_.get(), static_cast<short>(events), 0});
}

Bytes SharedPort::serve(Stream* port) {
    Bytes data;
    if (session_) {
        if (session_->is_behind()) session_->resume(port, data);
        Bytes bytes;
        if (!session_->is_behind() && reads_) read(bytes);
        if (session_) session_->take(bytes, port, data);
        if (session_ && port != nullptr) session_->tell_lines(*port);
        tell_settings();
        queue();
    }
    if (left_ && port != nullptr) {
        left_ = false;
        port->set_break(false);
        port->configure(own_);
    }
    accept();
    queue();
    return data;
}

void SharedPort::accept() {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    Handle next(::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                          SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!next.is_open()) return;
    if (client_.is_open()) {
        const std::string text = fmt::format("the port is in use by {}\r\n", client_name_);
        [[maybe_unused]] const ssize_t sent =
            ::send(next.get(), text.data(), text.size(), MSG_NOSIGNAL);
        return;
    }
    set_up(next.get());
    client_ = std::move(next);
    client_name_ = name_of(address, size);
    to_client_.clear();
    told_ = own_;
    session_.emplace(own_);
    news_.push_back({News::Kind::came, client_name_, {}});
}

void SharedPort::read(Bytes& into) {
    into.resize(piece_size);
    const ssize_t size = ::read(client_.get(), into.data(), into.size());
    into.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    if (size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR))) return;
    drop();
}

void SharedPort::drop() {
    client_.close();
    session_.reset();
    to_client_.clear();
    left_ = true;
    news_.push_back({News::Kind::left, client_name_, {}});
}

void SharedPort::tell_settings() {
    if (!session_ || is_same_frame(session_->settings(), told_)) return;
    told_ = session_->settings();
    news_.push_back({News::Kind::set, client_name_, frame_text(told_)});
}

void SharedPort::give(BytesView bytes) {
    if (!session_) return;
    session_->give(bytes);
    queue();
}

void SharedPort::attach(Stream& port) {
    left_ = false;
    if (session_) session_->attach(port);
}

void SharedPort::queue() {
    if (!session_) return;
    const Bytes bytes = session_->take_outgoing();
    if (to_client_.size() + bytes.size() > most_kept) return drop();
    to_client_.insert(to_client_.end(), bytes.begin(), bytes.end());
    send();
}

void SharedPort::send() {
    std::size_t done = 0;
    while (done < to_client_.size()) {
        const ssize_t sent =
            ::send(client_.get(), to_client_.data() + done, to_client_.size() - done, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) break;
        if (sent < 0) return drop();
        done += static_cast<std::size_t>(sent);
    }
    to_client_.erase(to_client_.begin(), to_client_.begin() + static_cast<std::ptrdiff_t>(done));
}

}  // namespace perth::cli::serial
