// A shell on a terminal, and a user who types.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {

/// An interactive shell in a folder of the test's own, with perth on its PATH.
class Typing {
public:
    explicit Typing(std::vector<std::string> shell) {
        std::filesystem::create_directory(folder_.path() / "bin");
        std::filesystem::create_symlink(PERTH_PROGRAM, folder_.path() / "bin/perth");
        const winsize size{.ws_row = 50, .ws_col = 200, .ws_xpixel = 0, .ws_ypixel = 0};
        pid_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
        if (pid_ == 0) become(std::move(shell));
    }
    ~Typing() {
        ::kill(pid_, SIGKILL);
        ::close(terminal_);
        ::waitpid(pid_, nullptr, 0);
    }
    Typing(const Typing&) = delete;
    Typing& operator=(const Typing&) = delete;

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

    void type(const std::string& keys) const {
        ASSERT_EQ(::write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
    }

    /// Returns what is shown until `text` is, or for ten seconds.
    std::string wait_for(const std::string& text) {
        using Clock = std::chrono::steady_clock;
        const auto deadline = Clock::now() + std::chrono::seconds(10);
        while (shown_.find(text) == std::string::npos && Clock::now() < deadline) {
            pollfd entry{terminal_, POLLIN, 0};
            if (::poll(&entry, 1, 100) <= 0) continue;
            char buffer[4096];
            const ssize_t got = ::read(terminal_, buffer, sizeof buffer);
            if (got <= 0) break;
            shown_.append(buffer, static_cast<std::size_t>(got));
        }
        return std::exchange(shown_, {});
    }

    /// Types a line in which perth is a function that shows its arguments, as `<a><b>`. Returns
    /// them.
    std::string run(const std::string& keys) {
        type(keys + "\n");
        const std::string shown = wait_for("done\r\n");
        const auto begin = shown.rfind("got ");
        const auto end = shown.rfind(" done\r\n");
        if (begin == std::string::npos || end == std::string::npos) return "nothing in " + shown;
        return shown.substr(begin + 4, end - begin - 4);
    }

private:
    [[noreturn]] void become(std::vector<std::string> shell) const {
        std::vector<char*> raw;
        for (std::string& argument : shell) raw.push_back(argument.data());
        raw.push_back(nullptr);
        const std::string path = (folder_.path() / "bin").string() + ":" + std::getenv("PATH");
        ::setenv("PATH", path.c_str(), 1);
        ::setenv("HOME", folder_.path().c_str(), 1);
        ::setenv("TERM", "xterm", 1);
        ::setenv("LC_ALL", "C.UTF-8", 1);
        if (::chdir(folder_.path().c_str()) == 0) ::execvp(raw[0], raw.data());
        ::_exit(99);
    }

    TemporaryFolder folder_;
    int terminal_ = -1;
    pid_t pid_ = -1;
    std::string shown_;
};

}  // namespace perth::cli
