#include "cli/emulator/record_pipe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/spawn.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10;
/// Bytes of the record that are read before somebody else's turn.
constexpr std::size_t most_at_once = std::size_t{1} << 20;

}  // namespace

RecordPipe::RecordPipe(Recording* recording) : recording_(recording) {
    if (recording == nullptr) return;
    Pipe pipe = make_pipe();
    ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(pipe.write.get(), F_SETFD, 0);
    ::fcntl(pipe.write.get(), F_SETPIPE_SZ, most_at_once);  // faster where it is allowed
    ours_ = std::move(pipe.read);
    theirs_ = std::move(pipe.write);
}

bool RecordPipe::wants_service() const { return ours_.is_open() && !recording_->is_full(); }

void RecordPipe::serve() {
    if (wants_service()) read(most_at_once);
}

void RecordPipe::drain() {
    if (ours_.is_open()) read(std::numeric_limits<std::size_t>::max());
}

void RecordPipe::drain_to_end(std::chrono::milliseconds patience) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + patience;
    for (auto left = patience; ours_.is_open() && left.count() > 0;) {
        pollfd entry{.fd = ours_.get(), .events = POLLIN, .revents = 0};
        if (::poll(&entry, 1, static_cast<int>(left.count())) > 0) read(most_at_once);
        left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    }
}

void RecordPipe::read(std::size_t most) {
    std::string piece(piece_size, '\0');
    for (std::size_t sum = 0; sum < most;) {
        const ssize_t size = ::read(ours_.get(), piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return;  // nothing there
        if (size == 0) {
            ours_.close();
            return;
        }
        sum += static_cast<std::size_t>(size);
        recording_->feed({piece.data(), static_cast<std::size_t>(size)});
    }
}

Handle stimulus_file(const std::string& lines) {
    if (lines.empty()) return {};
    Handle file(::memfd_create("perth-stimulus", 0));
    std::string_view rest = lines;
    while (file.is_open() && !rest.empty()) {
        const ssize_t size = ::write(file.get(), rest.data(), rest.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(size));
    }
    if (!file.is_open() || !rest.empty()) {
        throw Error(
            {.what = "cannot hand the stimulus to the firmware", .why = std::strerror(errno)});
    }
    return file;
}

}  // namespace perth::cli
