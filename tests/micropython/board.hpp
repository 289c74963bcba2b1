// The real MicroPython behind a pseudo-terminal that can be cut.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/support/files.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"
#include "cli/support/spawn.hpp"

namespace perth::cli {

/// A board whose flash is a folder. What goes over its line is counted.
class RealMicroPython {
public:
    /// `path` is where its port appears, `options` are board.mjs's.
    RealMicroPython(std::filesystem::path path, std::filesystem::path flash,
                    std::vector<std::string> options = {})
        : path_(std::move(path)), flash_(std::move(flash)), in_(make_pipe()), out_(make_pipe()) {
        std::filesystem::create_directories(flash_);
        std::vector<std::string> args = {PERTH_NODE, PERTH_MICROPYTHON, flash_.string()};
        args.insert(args.end(), options.begin(), options.end());
        pid_ = start({.args = std::move(args)}, {in_.read.get(), out_.write.get(), STDERR_FILENO});
        in_.read.close();
        out_.write.close();
        plug();
        carrier_ = std::thread([this] { carry(); });
    }
    ~RealMicroPython() {
        ends_ = true;
        carrier_.join();
        (void)end_group(pid_);
    }
    RealMicroPython(const RealMicroPython&) = delete;
    RealMicroPython& operator=(const RealMicroPython&) = delete;

    /// The line is cut when so many more bytes have come from the host.
    void cut_after(std::size_t bytes) { cut_ = sent_ + bytes; }
    /// Mends the line, under a new number.
    void plug() {
        int master = -1;
        int slave = -1;
        std::array<char, 128> name{};
        termios raw{};
        ::cfmakeraw(&raw);
        ASSERT_EQ(::openpty(&master, &slave, name.data(), &raw, nullptr), 0);
        ::close(slave);
        ::fcntl(master, F_SETFD, FD_CLOEXEC);
        std::filesystem::remove(path_);
        std::filesystem::create_symlink(name.data(), path_);
        cut_ = SIZE_MAX;
        master_ = master;
    }

    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
    [[nodiscard]] std::size_t received() const noexcept { return received_; }
    /// What the board has printed that nobody read, and all that was read.
    [[nodiscard]] std::string path() const { return path_.string(); }

    /// Returns the files of its flash but perth's record, by path.
    [[nodiscard]] std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(flash_)) {
            const std::string name = entry.path().lexically_relative(flash_).string();
            if (entry.is_regular_file() && !name.ends_with(".perth-sync")) {
                found[name] = read_file(entry.path());
            }
        }
        return found;
    }

private:
    /// Passes bytes on until the end; nobody holds the port, or it is cut: they are lost.
    void carry() {
        std::array<std::uint8_t, 4096> piece{};
        while (!ends_) {
            const int master = master_;
            std::array<pollfd, 2> entries = {{{out_.read.get(), POLLIN, 0}, {master, POLLIN, 0}}};
            if (::poll(entries.data(), entries.size(), 10) <= 0) continue;
            if ((entries[0].revents & POLLIN) != 0) {
                const ssize_t size = ::read(out_.read.get(), piece.data(), piece.size());
                if (size <= 0) return;
                received_ += static_cast<std::size_t>(size);
                write_all(master, piece.data(), static_cast<std::size_t>(size));
            }
            if ((entries[1].revents & POLLIN) != 0) take_from_host(master, piece);
            if ((entries[1].revents & POLLIN) == 0 && entries[1].revents != 0) ::usleep(1000);
        }
    }

    void take_from_host(int master, std::array<std::uint8_t, 4096>& piece) {
        const ssize_t size = ::read(master, piece.data(), piece.size());
        if (size <= 0) return;
        const std::size_t count = std::min(static_cast<std::size_t>(size), cut_ - sent_);
        write_all(in_.write.get(), piece.data(), count);
        sent_ += count;
        if (sent_ < cut_) return;
        ::close(master_.exchange(-1));
    }

    static void write_all(int fd, const std::uint8_t* data, std::size_t size) {
        while (size > 0) {
            const ssize_t count = ::write(fd, data, size);
            if (count <= 0) return;
            data += count;
            size -= static_cast<std::size_t>(count);
        }
    }

    std::filesystem::path path_;
    std::filesystem::path flash_;
    Pipe in_;
    Pipe out_;
    pid_t pid_ = -1;
    std::atomic<int> master_ = -1;
    std::atomic<std::size_t> sent_ = 0;
    std::atomic<std::size_t> received_ = 0;
    std::atomic<std::size_t> cut_ = SIZE_MAX;
    std::atomic<bool> ends_ = false;
    std::thread carrier_;
};

}  // namespace perth::cli
