#include "cli/serial/lease.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli::serial {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view lent = "lent";
constexpr std::string_view busy = "busy ";       // and the borrower's name and pid
constexpr std::size_t longest_message = 128;     // bytes
constexpr std::size_t longest_borrower = 64;     // bytes of its name
constexpr std::size_t longest_socket_name = 60;  // bytes; what is longer ends with a hash

/// Returns whether `folder` is there, or was made, and is this user's alone.
bool is_ours(const fs::path& folder) {
    ::mkdir(folder.c_str(), 0700);
    struct stat status = {};
    return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
           status.st_uid == ::geteuid() && (status.st_mode & 077) == 0;
}

std::optional<sockaddr_un> address_of(const fs::path& socket) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const std::string& path = socket.native();
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::copy(path.begin(), path.end(), address.sun_path);
    return address;
}

/// Returns where the socket of a port is, or nothing if there is no safe folder for it.
fs::path socket_of(const std::string& port) {
    const std::string name = lease_name(port);
    const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
    const fs::path given = fs::path(runtime == nullptr ? "" : runtime) / "perth";
    const fs::path fallback = fmt::format("/tmp/perth-{}", ::geteuid());
    if (given.is_absolute() && address_of(given / name) && is_ours(given)) return given / name;
    return is_ours(fallback) ? fallback / name : fs::path{};
}

Handle make_socket() {
    return Handle(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

const sockaddr* plain(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

pid_t peer_of(const Handle& connection) {
    ucred peer = {};
    socklen_t size = sizeof peer;
    ::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
    return peer.pid;
}

void send(const Handle& connection, std::string_view message) {
    // A peer that has gone is noticed by whoever reads next.
    [[maybe_unused]] const ssize_t sent =
        ::send(connection.get(), message.data(), message.size(), MSG_NOSIGNAL);
}

/// Returns the next message; empty if the peer has gone, nothing if none has come.
std::optional<std::string> receive(const Handle& connection) {
    std::array<char, longest_message> message{};
    const ssize_t size = ::recv(connection.get(), message.data(), message.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    return std::string(message.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
}

/// Waits for what the process that holds the port says.
std::string answer_of(const Handle& connection, const std::string& port,
                      std::chrono::milliseconds patience) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + patience;
    for (;;) {
        if (auto answer = receive(connection)) return *answer;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) break;
        std::array<pollfd, 2> entries = {
            {{connection.get(), POLLIN, 0}, {interrupt_fd(), POLLIN, 0}}};
        ::poll(entries.data(), entries.size(), static_cast<int>(left.count()));
        check_interrupt();
    }
    const pid_t holder = peer_of(connection);
    throw Error(
        {.what = fmt::format("the perth monitor that holds {} does not let go", port),
         .why = fmt::format("process {} did not answer within {} ms", holder, patience.count()),
         .hint = fmt::format("end it: kill {}", holder),
         .fault = Fault::busy,
         .device = port});
}

}  // namespace

std::string lease_name(const std::string& port) {
    std::error_code ignored;
    const fs::path real = fs::canonical(port, ignored);
    std::string name;
    for (const char c : real.empty() ? port : real.native()) {
        const bool plain_character = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                     (c >= '0' && c <= '9') || c == '-' || c == '_';
        name += plain_character ? std::string(1, c)
                                : fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
    if (name.size() <= longest_socket_name) return name;
    std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    const std::string tail = fmt::format("~{:016x}", hash);
    return name.substr(0, longest_socket_name - tail.size()) + tail;
}

Lender::Lender(const std::string& port) : socket_(socket_of(port)) {
    const auto address = address_of(socket_);
    if (socket_.empty() || !address) return;
    ::unlink(socket_.c_str());
    listener_ = make_socket();
    struct stat status = {};
    if (::bind(listener_.get(), plain(*address), sizeof *address) != 0 ||
        ::listen(listener_.get(), 4) != 0 || ::stat(socket_.c_str(), &status) != 0) {
        return;
    }
    inode_ = status.st_ino;
    events_ = Handle(::epoll_create1(EPOLL_CLOEXEC));
    epoll_event event = {.events = EPOLLIN, .data = {}};
    ::epoll_ctl(events_.get(), EPOLL_CTL_ADD, listener_.get(), &event);
}

Lender::~Lender() {
    struct stat status = {};
    if (inode_ != 0 && ::stat(socket_.c_str(), &status) == 0 && status.st_ino == inode_) {
        ::unlink(socket_.c_str());
    }
}

Lender::Event Lender::serve() {
    if (!events_.is_open()) return Event::none;
    accept();
    return connection_.is_open() ? hear() : Event::none;
}

void Lender::accept() {
    Handle next(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!next.is_open()) return;
    if (connection_.is_open()) {
        refused_ = std::move(next);
        return send(refused_, fmt::format("{}{} (pid {})", busy, borrower_.name, borrower_.pid));
    }
    connection_ = std::move(next);
    asked_ = false;
    borrower_ = {.pid = peer_of(connection_), .name = "another process"};
    epoll_event event = {.events = EPOLLIN, .data = {}};
    ::epoll_ctl(events_.get(), EPOLL_CTL_ADD, connection_.get(), &event);
}

Lender::Event Lender::hear() {
    const auto message = receive(connection_);
    if (!message) return Event::none;
    if (message->empty()) {  // closing takes it out of the epoll
        connection_.close();
        return asked_ ? Event::returned : Event::none;
    }
    if (asked_) return Event::none;
    asked_ = true;
    borrower_.name = printable(message->substr(0, longest_borrower));
    return Event::asked;
}

void Lender::lend() { send(connection_, lent); }

Lease::Lease(const std::string& port, std::string_view name, std::chrono::milliseconds patience) {
    const fs::path socket = socket_of(port);
    const auto address = address_of(socket);
    if (socket.empty() || !address) return;
    Handle connection = make_socket();
    if (::connect(connection.get(), plain(*address), sizeof *address) != 0) return;
    send(connection, name);

    const std::string answer = answer_of(connection, port, patience);
    if (answer.starts_with(busy)) {
        throw Error(
            {.what = fmt::format("{} is lent to {}", port, printable(answer.substr(busy.size()))),
             .hint = "wait until that has ended",
             .fault = Fault::busy,
             .device = port});
    }
    if (answer == lent) connection_ = std::move(connection);
}

}  // namespace perth::cli::serial
