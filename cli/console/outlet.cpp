#include "cli/console/outlet.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

/// Bytes a step: what a pipe that is ready takes without blocking (PIPE_BUF).
constexpr std::size_t step_size = 4096;
/// Pieces are joined up to this size.
constexpr std::size_t most_joined = std::size_t{64} << 10;

bool is_ready(int fd) {
    pollfd entry{.fd = fd, .events = POLLOUT, .revents = 0};
    return ::poll(&entry, 1, 0) == 1;
}

}  // namespace

int Outlet::fd() const noexcept { return held_ || is_empty() ? -1 : waiting_.front().fd; }

void Outlet::add(int fd, std::string_view bytes) {
    if (bytes.empty()) return;
    size_ += bytes.size();
    if (!waiting_.empty() && waiting_.back().fd == fd &&
        waiting_.back().text.size() < most_joined) {
        waiting_.back().text += bytes;
    } else {
        waiting_.push_back({.fd = fd, .text = std::string(bytes), .done = 0});
    }
}

bool Outlet::write() {
    bool open = true;
    while (open && fd() >= 0 && is_ready(fd()) && write_some(waiting_.front(), open)) {
        if (waiting_.front().done == waiting_.front().text.size()) waiting_.pop_front();
    }
    if (!open) {
        waiting_.clear();
        size_ = 0;
    }
    return open;
}

/// Returns whether to go on; `open` becomes false if nobody reads stdout any more.
bool Outlet::write_some(Piece& piece, bool& open) {
    const std::size_t size = std::min(piece.text.size() - piece.done, step_size);
    const ssize_t written = ::write(piece.fd, piece.text.data() + piece.done, size);
    if (written >= 0) {
        piece.done += static_cast<std::size_t>(written);
        size_ -= static_cast<std::size_t>(written);
        return true;
    }
    if (errno == EAGAIN || errno == EINTR) return false;
    if (piece.fd == err_ && err_ != out_) {  // there is nowhere to complain
        size_ -= piece.text.size() - piece.done;
        piece.done = piece.text.size();
        return true;
    }
    if (errno == EPIPE || errno == EIO) {  // EIO: the terminal has hung up
        open = false;
        return false;
    }
    throw Error({.what = "cannot write the console's text to stdout", .why = std::strerror(errno)});
}

}  // namespace perth::cli
