// What a port with a network owes. Linked only with what uses it; on a port without one the linker
// says what is missing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/base/result.hpp"
#include "perth/hal/types.hpp"

namespace perth::hal {

/// Begins to connect to the host's address number `attempt`, 0 and up. Gives the socket's number,
/// not negative. Looking up the name may block. Errors: Errc::no_device if there is no such
/// address.
Result<int> tcp_connect(const char* host, std::uint16_t port, unsigned attempt) noexcept;
/// Returns whether the connection stands; if not yet, tcp_on_transmit() tells when to ask again.
/// Errors: Errc::no_device if nobody takes it.
Result<bool> tcp_connected(int socket) noexcept;

/// Begins to listen; port 0: any that is free. Errors: Errc::duplicate if somebody else listens
/// there, Errc::invalid_argument if the address is none of this computer's.
Result<int> tcp_listen(const char* address, std::uint16_t port, int backlog) noexcept;
/// Returns the socket of the next client, -1 if there is none; then tcp_on_receive() tells when to
/// ask again.
int tcp_accept(int socket) noexcept;
/// Returns the port of this end.
[[nodiscard]] std::uint16_t tcp_port(int socket) noexcept;

/// As StreamDevice wants it. Errors: Errc::link_down.
Result<std::size_t> tcp_read(int socket, std::span<std::uint8_t> buffer) noexcept;
Result<std::size_t> tcp_write(int socket, std::span<const std::uint8_t> bytes) noexcept;

/// Calls `callback` in interrupt context once after there was nothing to be read, or nobody to be
/// accepted, and now there is; or after there was no room, or no connection, and now there is. That
/// it has failed counts. The host looks while nothing is ready. Replaces the one set before.
void tcp_on_receive(int socket, Callback callback) noexcept;
void tcp_on_transmit(int socket, Callback callback) noexcept;

/// Closes it; its callbacks are forgotten.
void tcp_close(int socket) noexcept;

}  // namespace perth::hal
