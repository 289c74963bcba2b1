// The `perth` program as a user meets it: arguments, streams, a terminal, and an exit code.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {

inline constexpr int patience_ms = 20'000;  // far more than any of these runs takes

/// A folder for the time of a test.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "perth-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// Writes an executable shell script and returns its path.
    [[nodiscard]] std::string script(const std::string& name, std::string_view text) const {
        const auto file = path_ / name;
        std::ofstream(file) << "#!/bin/sh\n" << text;
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file.string();
    }

private:
    std::filesystem::path path_;
};

inline std::string image(const std::string& name) {
    return PERTH_TEST_FIRMWARE "/" + name + ".elf";
}

inline std::vector<std::string> perth_run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {PERTH_PROGRAM, "run"});
    return arguments;
}

/// Returns the arguments that run a test image, for a minute at most.
inline std::vector<std::string> on_board(const std::string& name,
                                         std::vector<std::string> arguments = {}) {
    if (std::find(arguments.begin(), arguments.end(), "--for") == arguments.end()) {
        arguments.insert(arguments.end(), {"--for", "60s"});
    }
    arguments.insert(arguments.begin(), {"-b", "pyboard-v11", "--semihosting", image(name)});
    return perth_run(std::move(arguments));
}

/// Reads from `fd` until `text` has been seen; returns everything read.
inline std::string read_until(int fd, std::string_view text) {
    std::string seen;
    pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
    std::array<char, 4096> piece{};
    while (seen.find(text) == std::string::npos) {
        if (::poll(&entry, 1, patience_ms) != 1) break;
        const ssize_t size = ::read(fd, piece.data(), piece.size());
        if (size <= 0) break;
        seen.append(piece.data(), static_cast<std::size_t>(size));
    }
    EXPECT_NE(seen.find(text), std::string::npos) << "waited for: " << text << "\ngot: " << seen;
    return seen;
}

/// Returns how many processes have `text` in their command line.
inline int processes_with(std::string_view text) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "cmdline");
        const std::string line{std::istreambuf_iterator<char>(file), {}};
        if (line.find(text) != std::string::npos) ++count;
    }
    return count;
}

/// A program on a terminal of its own.
class OnTerminal {
public:
    OnTerminal(std::vector<std::string> arguments, unsigned short columns) {
        winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
        int master = -1;
        pid_ = ::forkpty(&master, nullptr, nullptr, &size);
        if (pid_ == 0) {
            std::vector<char*> args;
            for (auto& argument : arguments) args.push_back(argument.data());
            args.push_back(nullptr);
            ::execv(args[0], args.data());
            ::_exit(127);
        }
        master_ = Handle(master);
    }
    ~OnTerminal() {
        if (pid_ > 0) ::kill(pid_, SIGKILL);
        if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
    }
    OnTerminal(const OnTerminal&) = delete;
    OnTerminal& operator=(const OnTerminal&) = delete;

    [[nodiscard]] int fd() const noexcept { return master_.get(); }
    void type(std::string_view keys) {
        EXPECT_EQ(::write(fd(), keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
    }
    [[nodiscard]] termios settings() const {
        termios settings{};
        EXPECT_EQ(::tcgetattr(fd(), &settings), 0);
        return settings;
    }
    /// Returns the rest of what it prints; exit_code() is known then.
    std::string read_to_end() {
        std::string text;
        std::array<char, 4096> piece{};
        pollfd entry{.fd = fd(), .events = POLLIN, .revents = 0};
        while (::poll(&entry, 1, patience_ms) == 1) {
            const ssize_t size = ::read(fd(), piece.data(), piece.size());
            if (size <= 0) break;  // EIO once the last process has left the terminal
            text.append(piece.data(), static_cast<std::size_t>(size));
        }
        int status = 0;
        EXPECT_EQ(::waitpid(std::exchange(pid_, -1), &status, 0) > 0, true);
        exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return text;
    }
    [[nodiscard]] int exit_code() const noexcept { return exit_code_; }

private:
    pid_t pid_ = -1;
    Handle master_;
    int exit_code_ = -1;
};

}  // namespace perth::cli
