#include "cli/emulator/guest_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "cli/support/error.hpp"
#include "cli/support/spawn.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_tail = 8192;

}  // namespace

SocketPair make_socket_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) {
        throw Error({.what = "cannot make a socket for the console", .why = std::strerror(errno)});
    }
    ::fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    ::fcntl(ends[0], F_SETFL, ::fcntl(ends[0], F_GETFL) | O_NONBLOCK);
    return {Handle(ends[0]), Handle(ends[1])};
}

GuestProcess::GuestProcess(const Command& command, int log, int input)
    : args_(command.args), child_(command, log, input), ended_(watch_end(child_.pid())) {
    if (!ended_.is_open()) {
        throw Error(
            {.what = "cannot watch the process " + command.args[0], .why = std::strerror(errno)});
    }
}

bool GuestProcess::has_ended() const {
    pollfd entry{.fd = ended_.get(), .events = POLLIN, .revents = 0};
    return ::poll(&entry, 1, 0) == 1;
}

GuestEnd GuestProcess::end() {
    siginfo_t info{};
    ::waitid(P_PIDFD, static_cast<id_t>(ended_.get()), &info, WEXITED | WNOWAIT);
    child_.wait();
    if (info.si_code == CLD_EXITED)
        return {.code = info.si_status, .signal = {}, .time_over = false, .words = {}};
    return {.code = 0, .signal = info.si_status, .time_over = false, .words = {}};
}

bool Tail::read_from(int fd) {
    std::array<char, 4096> piece{};
    for (;;) {
        const ssize_t size = ::read(fd, piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return errno == EAGAIN;
        if (size == 0) return false;
        text_.append(piece.data(), static_cast<std::size_t>(size));
        if (text_.size() > longest_tail) text_.erase(0, text_.size() - longest_tail);
    }
}

}  // namespace perth::cli
