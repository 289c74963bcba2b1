// A pseudo-terminal: the end that a test plays the board on, and the path of the other one.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/support/handle.hpp"

namespace perth::fakes {

class Pty {
public:
    Pty() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        std::array<char, 64> path{};
        if (::grantpt(master_.get()) != 0 || ::unlockpt(master_.get()) != 0 ||
            ::ptsname_r(master_.get(), path.data(), path.size()) != 0) {
            std::abort();
        }
        path_ = path.data();
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] int fd() const noexcept { return master_.get(); }
    /// The board is unplugged.
    void close() { master_.close(); }

    void write(std::string_view text) const {
        if (::write(fd(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
            std::abort();
        }
    }
    /// Returns the next `count` bytes that come, or fewer if nothing comes for two seconds.
    [[nodiscard]] std::string read(std::size_t count) const {
        std::string text;
        while (text.size() < count) {
            pollfd polled{fd(), POLLIN, 0};
            if (::poll(&polled, 1, 2000) <= 0) break;
            std::string piece(count - text.size(), '\0');
            const ssize_t got = ::read(fd(), piece.data(), piece.size());
            if (got <= 0) break;
            text += piece.substr(0, static_cast<std::size_t>(got));
        }
        return text;
    }

private:
    cli::Handle master_;
    std::string path_;
};

}  // namespace perth::fakes
