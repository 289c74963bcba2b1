// A board on a pseudo-terminal, and the real `perth monitor` that watches it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/support/handle.hpp"
#include "cli/support/spawn.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {

inline constexpr int monitor_patience_ms = 10'000;  // far more than any step takes

/// Reads from `fd` into `seen` until `text` is in it behind `from`; returns whether it came.
inline bool read_until(int fd, std::string& seen, std::string_view text, std::size_t from = 0,
                       bool waits_for_peer = false) {
    int failures = 0;
    pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
    std::array<char, 65536> piece{};
    while (seen.find(text, from) == std::string::npos) {
        if (::poll(&entry, 1, monitor_patience_ms) != 1) return false;
        const ssize_t size = ::read(fd, piece.data(), piece.size());
        // A pty's master gets EIO as long as nobody has the other end open.
        if (size < 0 && errno == EIO && waits_for_peer && ++failures < 10'000) {
            ::usleep(1000);
            continue;
        }
        if (size <= 0) return false;
        seen.append(piece.data(), static_cast<std::size_t>(size));
    }
    return true;
}

/// A serial port that can be pulled and plugged in again, with another number each time.
class PtyBoard {
public:
    explicit PtyBoard(std::filesystem::path path) : path_(std::move(path)) { plug(); }
    ~PtyBoard() { unplug(); }
    PtyBoard(const PtyBoard&) = delete;
    PtyBoard& operator=(const PtyBoard&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] int fd() const noexcept { return master_.get(); }

    void plug() {
        int master = -1;
        int slave = -1;
        std::array<char, 128> name{};
        termios raw{};
        ::cfmakeraw(&raw);
        ASSERT_EQ(::openpty(&master, &slave, name.data(), &raw, nullptr), 0);
        master_ = Handle(master);
        ::close(slave);
        ::fcntl(master, F_SETFD, FD_CLOEXEC);
        std::filesystem::create_symlink(name.data(), path_);
    }
    void unplug() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
        master_.close();
    }
    void print(std::string_view text) {
        while (!text.empty()) {
            const ssize_t size = ::write(fd(), text.data(), text.size());
            ASSERT_GT(size, 0);
            text.remove_prefix(static_cast<std::size_t>(size));
        }
    }
    /// Returns all that was sent to the board, once it ends with `text`.
    std::string received(std::string_view text) {
        EXPECT_TRUE(read_until(fd(), received_, text, 0, true)) << "the board got: " << received_;
        return received_;
    }

private:
    std::filesystem::path path_;
    Handle master_;
    std::string received_;
};

/// `perth monitor` with pipes for its streams.
class RunningMonitor {
public:
    RunningMonitor(const std::filesystem::path& folder, std::vector<std::string> args)
        : in_(make_pipe()), out_(make_pipe()), err_(make_pipe()) {
        args.insert(args.begin(), {PERTH_PROGRAM, "monitor"});
        pid_ = start({.args = std::move(args),
                      .folder = folder,
                      .environment = {{"XDG_RUNTIME_DIR", folder.string()},
                                      {"HOME", folder.string()},
                                      {"XDG_CONFIG_HOME", (folder / "config").string()}}},
                     {in_.read.get(), out_.write.get(), err_.write.get()});
        in_.read.close();
        out_.write.close();
        err_.write.close();
    }
    ~RunningMonitor() {
        if (pid_ > 0) ::kill(pid_, SIGKILL);
        if (pid_ > 0) (void)reap(pid_);
    }
    RunningMonitor(const RunningMonitor&) = delete;
    RunningMonitor& operator=(const RunningMonitor&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    void type(std::string_view keys) const {
        ASSERT_EQ(::write(in_.write.get(), keys.data(), keys.size()),
                  static_cast<ssize_t>(keys.size()));
    }
    void end_input() { in_.write.close(); }
    void interrupt() const { ::kill(pid_, SIGINT); }

    /// Waits for text on stdout.
    void see(std::string_view text) {
        EXPECT_TRUE(read_until(out_.read.get(), seen_, text)) << "stdout: " << seen_;
    }
    /// Waits for text on stderr.
    void hear(std::string_view text) {
        EXPECT_TRUE(read_until(err_.read.get(), heard_, text)) << "stderr: " << heard_;
    }
    /// Waits for the end; returns the exit code. out() and err() are complete then.
    int end() {
        (void)read_until(out_.read.get(), seen_, "\x01no such text\x01");
        (void)read_until(err_.read.get(), heard_, "\x01no such text\x01");
        return reap(std::exchange(pid_, -1)).value_or(-1);
    }
    [[nodiscard]] const std::string& out() const noexcept { return seen_; }
    [[nodiscard]] const std::string& err() const noexcept { return heard_; }

private:
    Pipe in_;
    Pipe out_;
    Pipe err_;
    pid_t pid_ = -1;
    std::string seen_;
    std::string heard_;
};

/// `perth monitor`, or another command that watches, on a terminal of its own.
class TerminalMonitor {
public:
    TerminalMonitor(const std::filesystem::path& folder, std::vector<std::string> args,
                    const std::string& command = "monitor") {
        args.insert(args.begin(), {PERTH_PROGRAM, command});
        int master = -1;
        pid_ = ::forkpty(&master, nullptr, nullptr, nullptr);
        if (pid_ == 0) {
            std::vector<char*> raw;
            for (std::string& arg : args) raw.push_back(arg.data());
            raw.push_back(nullptr);
            ::setenv("XDG_RUNTIME_DIR", folder.c_str(), 1);
            ::setenv("XDG_CONFIG_HOME", (folder / "config").c_str(), 1);
            ::setenv("NO_COLOR", "1", 1);
            if (::chdir(folder.c_str()) == 0) ::execv(raw[0], raw.data());
            ::_exit(99);
        }
        terminal_ = Handle(master);
    }
    ~TerminalMonitor() {
        if (pid_ > 0) ::kill(pid_, SIGKILL);
        if (pid_ > 0) (void)reap(pid_);
    }
    TerminalMonitor(const TerminalMonitor&) = delete;
    TerminalMonitor& operator=(const TerminalMonitor&) = delete;

    void type(std::string_view keys) const {
        ASSERT_EQ(::write(terminal_.get(), keys.data(), keys.size()),
                  static_cast<ssize_t>(keys.size()));
    }
    /// Waits for text behind what was waited for last; returns what is between.
    std::string see(std::string_view text) {
        EXPECT_TRUE(read_until(terminal_.get(), seen_, text, place_))
            << "waited for: " << text << "\non the terminal: " << seen_;
        const std::size_t end = seen_.find(text, place_);
        if (end == std::string::npos) return {};
        std::string between = seen_.substr(place_, end - place_);
        place_ = end + text.size();
        return between;
    }
    int end() {
        (void)read_until(terminal_.get(), seen_, "\x01no such text\x01");
        return reap(std::exchange(pid_, -1)).value_or(-1);
    }
    [[nodiscard]] termios settings() const {
        termios settings{};
        EXPECT_EQ(::tcgetattr(terminal_.get(), &settings), 0);
        return settings;
    }
    [[nodiscard]] const std::string& shown() const noexcept { return seen_; }

private:
    pid_t pid_ = -1;
    Handle terminal_;
    std::string seen_;
    std::size_t place_ = 0;
};

}  // namespace perth::cli
