#include "cli/support/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

/// Returns 0, or the errno of the write that failed.
int write_all(int fd, std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

}  // namespace

void write_out(std::string_view bytes) {
    const int failure = write_all(STDOUT_FILENO, bytes);
    if (failure == EPIPE) throw OutputClosed{};
    if (failure != 0) {
        throw Error({.what = "cannot write the result to stdout", .why = std::strerror(failure)});
    }
}

void write_err(std::string_view bytes) noexcept { write_all(STDERR_FILENO, bytes); }

void hold_standard_streams() noexcept {
    // stdin is held write-only and the others read-only: their use fails with EBADF as if closed.
    if (::fcntl(STDIN_FILENO, F_GETFD) < 0) (void)::open("/dev/null", O_WRONLY);
    if (::fcntl(STDOUT_FILENO, F_GETFD) < 0) (void)::open("/dev/null", O_RDONLY);
    if (::fcntl(STDERR_FILENO, F_GETFD) < 0) (void)::open("/dev/null", O_RDONLY);
}

}  // namespace perth::cli
