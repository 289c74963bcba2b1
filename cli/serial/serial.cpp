#include "cli/serial/serial.hpp"

#include <fmt/format.h>

#include <string_view>

#include "cli/serial/rfc2217.hpp"
#include "cli/serial/socket.hpp"
#include "cli/serial/tty.hpp"
#include "cli/support/error.hpp"

namespace perth::cli::serial {

std::unique_ptr<Stream> open(const std::string& address, const Settings& settings) {
    constexpr std::string_view separator = "://";
    const std::size_t end = address.find(separator);
    if (end == address.npos) return open_tty(address, settings);
    const std::string kind = address.substr(0, end);
    const std::string place = address.substr(end + separator.size());
    if (kind == "socket") return open_socket(address, place);
    if (kind == "rfc2217") return open_rfc2217(open_socket(address, place), settings);
    throw Error({.what = fmt::format("unknown kind of address {}", address),
                 .why = "a port is a path such as /dev/ttyUSB0, socket://HOST:PORT, or "
                        "rfc2217://HOST:PORT",
                 .fault = Fault::bad_input});
}

}  // namespace perth::cli::serial
