// A serial line that is served on a TCP port as plain bytes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/serial/serial.hpp"

namespace perth::cli::serial {

/// A place on the network.
struct HostAndPort {
    std::string host;
    std::string port;  ///< 1 to 65535
};

/// Reads "lab:4000" or "[::1]:4000"; nothing if it is something else.
[[nodiscard]] std::optional<HostAndPort> parse_host_and_port(const std::string& text);

/// Connects to `host_and_port` ("lab:4000", "[::1]:4000"); `address` is what messages call it.
/// `Error`: Fault::bad_input, not_found, timeout after 5 s.
[[nodiscard]] std::unique_ptr<Stream> open_socket(const std::string& address,
                                                  const std::string& host_and_port);

}  // namespace perth::cli::serial
