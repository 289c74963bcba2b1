// What stands between perth and a board in a network: ser2net, and a line that can be cut.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "cli/support/files.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

/// Returns a socket that listens at a port of the system's choice, and that port.
inline std::pair<Handle, std::uint16_t> listening() {
    Handle listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener.get(), 8);
    ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return {std::move(listener), ntohs(address.sin_port)};
}

/// Returns a port that nobody listens at.
inline std::uint16_t free_port() { return listening().second; }

/// Returns a connection to a port of this computer, or nothing if nobody listens.
inline std::optional<Handle> connected(std::uint16_t port) {
    Handle client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int room = 1 << 16;  // not more, for who does not read
    ::setsockopt(client.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    const sockaddr_in address = loopback(port);
    if (::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return std::nullopt;
    }
    const int on = 1;
    ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return client;
}

/// Returns the rate that the port behind a pseudo-terminal is set to.
inline std::uint32_t rate_of(int pty) {
    // Linux, asm-generic/termbits.h: struct termios2; its header excludes <termios.h>.
    constexpr unsigned long tcgets2 = 0x802C542A;
    std::array<std::uint32_t, 11> settings{};
    return ::ioctl(pty, tcgets2, settings.data()) == 0 ? settings[10] : 0;
}

/// Debian's ser2net, with one port.
class Ser2net {
public:
    /// `tty` is the path of the port. `port` 0: of the system's choice.
    explicit Ser2net(const std::filesystem::path& folder, const std::string& tty,
                     std::uint16_t port = 0)
        : port_(port != 0 ? port : free_port()), config_(folder / "ser2net.yaml") {
        write_file(config_,
                   "connection: &board\n"
                   "  accepter: telnet(rfc2217),tcp,127.0.0.1," +
                       std::to_string(port_) +
                       "\n"
                       "  connector: serialdev," +
                       tty + ",9600n81,local\n");
        start();
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string address() const {
        return "rfc2217://127.0.0.1:" + std::to_string(port_);
    }
    void stop() { child_.reset(); }
    void start() {
        using namespace std::chrono_literals;
        child_.emplace(Command{.args = {"ser2net", "-n", "-d", "-u", "-c", config_.string()}}, -1);
        // It has no other way to say that it is ready. A connection that is given up at once opens
        // the port of the board, too; so nobody connects: what listens is looked up.
        for (int i = 0; i < 1000 && !listens(); ++i) std::this_thread::sleep_for(5ms);
    }

private:
    /// Source: Linux, Documentation/networking/proc_net_tcp.rst: state 0A is LISTEN.
    [[nodiscard]] bool listens() const {
        std::array<char, 32> wanted{};
        std::snprintf(wanted.data(), wanted.size(), "0100007F:%04X 00000000:0000 0A", port_);
        return read_file("/proc/net/tcp").find(wanted.data()) != std::string::npos;
    }

    std::uint16_t port_;
    std::filesystem::path config_;
    std::optional<Child> child_;
};

/// Passes bytes on between clients, one after the other, and a port; cuts the line when so many
/// have gone to it.
class CutLine {
public:
    CutLine(std::uint16_t port, std::size_t most)
        : target_(port), left_(most), listener_(listening()), thread_([this] { serve(); }) {}
    ~CutLine() {
        stopped_ = true;
        ::shutdown(listener_.first.get(), SHUT_RDWR);
        thread_.join();
    }
    CutLine(const CutLine&) = delete;
    CutLine& operator=(const CutLine&) = delete;

    [[nodiscard]] std::string address() const {
        return "rfc2217://127.0.0.1:" + std::to_string(listener_.second);
    }
    [[nodiscard]] bool was_cut() const noexcept { return cut_; }
    [[nodiscard]] std::size_t passed() const noexcept { return passed_; }

private:
    void serve() {
        while (!stopped_ && !cut_) {
            Handle client(::accept4(listener_.first.get(), nullptr, nullptr, SOCK_CLOEXEC));
            auto target = client.is_open() ? connected(target_) : std::nullopt;
            if (target) pass(client, *target);
        }
        listener_.first.close();
    }
    void pass(const Handle& client, const Handle& target) {
        std::array<char, 4096> piece{};
        for (;;) {
            std::array<pollfd, 2> entries = {
                {{client.get(), POLLIN, 0}, {target.get(), POLLIN, 0}}};
            if (::poll(entries.data(), entries.size(), 100) < 0 || stopped_) return;
            if (entries[0].revents != 0) {
                const ssize_t size =
                    ::read(client.get(), piece.data(), std::min(piece.size(), left_));
                if (size <= 0) return;
                left_ -= static_cast<std::size_t>(size);
                passed_ += static_cast<std::size_t>(size);
                (void)!::write(target.get(), piece.data(), static_cast<std::size_t>(size));
                cut_ = left_ == 0;
                if (cut_) return;
            }
            if (entries[1].revents != 0) {
                const ssize_t size = ::read(target.get(), piece.data(), piece.size());
                if (size <= 0) return;
                (void)!::write(client.get(), piece.data(), static_cast<std::size_t>(size));
            }
        }
    }

    std::uint16_t target_;
    std::size_t left_;
    std::atomic<bool> stopped_{false};
    std::atomic<bool> cut_{false};
    std::atomic<std::size_t> passed_{0};
    std::pair<Handle, std::uint16_t> listener_;
    std::thread thread_;
};

}  // namespace perth::cli
