// TCP: connections and servers, for ports with a network (the host).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "perth/core/scheduler.hpp"
#include "perth/hal/tcp.hpp"
#include "perth/io/stream.hpp"
#include "perth/sync/thread_safe_flag.hpp"

namespace perth::net {

/// One end of a connection; closed with the object. Put a Stream over it.
///
/// While a task waits for one, virtual time does not jump but passes as the computer's clock does.
/// Interrupt: not allowed.
class Socket {
public:
    /// Takes over a socket of the port's.
    explicit Socket(int number) noexcept : number_(number) {}
    Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, none)) {}
    Socket& operator=(Socket other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Socket() {
        if (number_ != none) hal::tcp_close(number_);
    }

    // What a Stream asks for. Errors: Errc::end_of_stream if the other end has closed it,
    // Errc::link_down if it is broken.
    Result<std::size_t> read(std::span<std::uint8_t> buffer) noexcept {
        return hal::tcp_read(number_, buffer);
    }
    Result<std::size_t> write(std::span<const std::uint8_t> bytes) noexcept {
        return hal::tcp_write(number_, bytes);
    }
    void on_receive(hal::Callback callback) noexcept { hal::tcp_on_receive(number_, callback); }
    void on_transmit(hal::Callback callback) noexcept { hal::tcp_on_transmit(number_, callback); }

private:
    static constexpr int none = -1;

    int number_;
};
static_assert(CallingDevice<Socket>);

/// Connects to a server. Gives Result<Socket>.
///
///     perth::Task<> ask(perth::Scheduler&, std::uint16_t port) {
///         auto socket = co_await perth::net::connect("localhost", port);
///         if (!socket) co_return;
///         perth::Stream server(*socket);
///         char buffer[80];
///         (void)co_await server.write_all("hello\n");
///         const auto answer = co_await server.read_line(buffer);
///         if (answer) perth::print("{}", *answer);
///     }
///
/// Looking up the name blocks all tasks. Each address that it has is tried in turn. Errors:
/// Errc::no_device if there is none, or nobody answers. Cancel: leaves.
Task<Result<Socket>> connect(const char* host, std::uint16_t port);

/// Listens for clients.
///
///     perth::Task<> echo(perth::Scheduler&, perth::net::Socket socket) {
///         perth::Stream client(socket);
///         char buffer[80];
///         for (;;) {
///             const auto line = co_await perth::with_timeout(20s, client.read_line(buffer));
///             if (!line) co_return;
///             const auto written = co_await client.write_all(*line);
///             if (!written) co_return;
///         }
///     }
///
///     perth::Task<> serve(perth::Scheduler&, perth::net::Server& server) {
///         co_await server.serve(echo);
///     }
///
/// Interrupt: not allowed. Destroying it while a task serves panics.
class Server {
public:
    Server() noexcept = default;
    ~Server() { close(); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Begins to listen at an address of this computer ("0.0.0.0": all); port 0: any that is free.
    /// `backlog` is how many clients may wait to be accepted. Errors: Errc::duplicate if somebody
    /// listens there, Errc::invalid_argument if there is no such address.
    Result<void> listen(const char* address, std::uint16_t port, int backlog = 5) noexcept;
    /// Returns the port that it listens at, 0 if none.
    [[nodiscard]] std::uint16_t port() const noexcept;
    /// Starts `handler(scheduler, socket)` as a task for each client, until close(). A client for
    /// whose task there is no memory is closed. One task at a time. Cancel: nobody is accepted any
    /// more; the clients' tasks go on.
    template <typename F>
    Task<> serve(F handler) {
        while (number_ != none) {
            const int client = hal::tcp_accept(number_);
            if (client >= 0) {
                (void)Scheduler::current().try_create_task(handler, Socket(client));
                continue;
            }
            const Result<void> changed = co_await changed_.wait();
            if (!changed) co_return;
        }
    }
    /// Ends listening, and serve(). The clients' tasks go on.
    void close() noexcept;

private:
    static constexpr int none = -1;

    int number_ = none;
    ThreadSafeFlag changed_;  // a client has come, or the server was closed
};

}  // namespace perth::net
