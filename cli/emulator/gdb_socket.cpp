#include "cli/emulator/gdb_socket.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "cli/support/error.hpp"

namespace perth::cli {

GdbSocket::GdbSocket() : listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = path_.string();
    int code = errno;
    if (name.size() >= sizeof address.sun_path) {
        code = ENAMETOOLONG;
    } else if (listener_.is_open()) {
        name.copy(address.sun_path, name.size());
        const auto* const any = reinterpret_cast<const sockaddr*>(&address);
        if (::bind(listener_.get(), any, sizeof address) == 0 && ::listen(listener_.get(), 1) == 0)
            return;
        code = errno;
    }
    throw Error({.what = fmt::format("cannot make the socket {} for GDB", name),
                 .why = std::strerror(code),
                 .hint = code == ENAMETOOLONG ? "TMPDIR=/tmp perth debug" : ""});
}

}  // namespace perth::cli
