#include "cli/console/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/support/error.hpp"

namespace perth::cli {

void Log::start(const std::filesystem::path& file) {
    path_ = file;
    file_ = Handle(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (!file_.is_open()) complain(errno);
}

void Log::stop() {
    if (const int failure = file_.close()) complain(failure);
}

void Log::write(std::string_view bytes) {
    while (is_on() && !bytes.empty()) {
        const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            complain(errno);
        }
    }
}

void Log::complain(int failure) const {
    const bool denied = failure == EACCES || failure == EPERM || failure == EROFS;
    throw Error({.what = fmt::format("cannot write the log {}", path_.string()),
                 .why = std::strerror(failure),
                 .exit = denied ? Exit::no_permission : Exit::failed});
}

}  // namespace perth::cli
