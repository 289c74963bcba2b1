// Ownership of a file descriptor.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace perth::cli {

/// An open file descriptor, or none; closed by the destructor.
class Handle {
public:
    Handle() = default;
    explicit Handle(int fd) noexcept : fd_(fd) {}
    Handle(Handle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Handle() { close(); }

    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
    /// Closes it now. Returns 0 or errno: some file systems tell only here that the disk is full.
    int close() noexcept {
        if (fd_ < 0) return 0;
        return ::close(std::exchange(fd_, -1)) == 0 ? 0 : errno;
    }

private:
    int fd_ = -1;
};

}  // namespace perth::cli
