// Edit, save, running on the board: what the two terminals of a session say, compared with the
// recording in sync/recording.txt. Real terminals, QEMU's micro:bit, its flash really written.
// Build ids, times and sizes are made alike; of the seconds that are counted, only the first stays.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// A program on a terminal of its own, ended by Ctrl-C.
class OnTerminal {
public:
    OnTerminal(const std::vector<std::string>& args, const fs::path& folder) {
        winsize size{24, 120, 0, 0};
        pid_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
        if (pid_ != 0) return;
        std::vector<char*> pointers;
        for (const std::string& arg : args) pointers.push_back(const_cast<char*>(arg.c_str()));
        pointers.push_back(nullptr);
        ::setenv("NO_COLOR", "1", 1);
        ::setenv("PERTH_DATA", PERTH_SOURCE_DIR, 1);
        if (::chdir(folder.c_str()) == 0) ::execv(pointers[0], pointers.data());
        ::_exit(127);
    }
    ~OnTerminal() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        ::close(terminal_);
    }
    OnTerminal(const OnTerminal&) = delete;
    OnTerminal& operator=(const OnTerminal&) = delete;

    /// Waits until `text` is there behind what was waited for before.
    [[nodiscard]] bool shows(std::string_view text) {
        for (const auto limit = Clock::now() + 120s; Clock::now() < limit;) {
            if (const auto at = seen_.find(text, from_); at != seen_.npos) {
                from_ = at + text.size();
                return true;
            }
            pollfd entry{.fd = terminal_, .events = POLLIN, .revents = 0};
            std::array<char, 4096> piece{};
            if (::poll(&entry, 1, 1000) != 1) continue;
            const ssize_t size = ::read(terminal_, piece.data(), piece.size());
            if (size <= 0) break;
            seen_.append(piece.data(), static_cast<std::size_t>(size));
        }
        ADD_FAILURE() << "no " << text << " in:\n" << seen_;
        return false;
    }
    /// Types Ctrl-C and returns the exit code.
    int interrupt() {
        if (::write(terminal_, "\x03", 1) != 1) return -1;
        std::array<char, 4096> piece{};
        while (::read(terminal_, piece.data(), piece.size()) > 0) {
        }
        int status = 0;
        ::waitpid(pid_, &status, 0);
        return WEXITSTATUS(status);
    }
    [[nodiscard]] const std::string& seen() const { return seen_; }

private:
    int terminal_ = -1;
    pid_t pid_ = -1;
    std::string seen_;
    std::size_t from_ = 0;
};

/// Returns a port that nobody listens at.
std::string free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    return std::to_string(ntohs(address.sin_port));
}

/// What is the same each time: no bars, no progress of a build, nothing that was measured.
std::string normal(std::string text, const std::string& port) {
    const std::vector<std::pair<std::regex, std::string>> rules = {
        {std::regex("\r\n"), "\n"},
        {std::regex("[^\r\n]* left *\r"), ""},  // a bar, if the machine is slow
        {std::regex("\r[^\r\n]*\r"), ""},
        {std::regex("[^\n]*\r"), ""},
        {std::regex("build [0-9a-f]{8}"), "build BUILD"},
        {std::regex("[0-9.]+ (KiB|s\\b|bytes?|blocks?|sectors?)"), "N $1"},
        {std::regex("in [0-9]+ of N"), "in N of N"},
        {std::regex(port), "PORT"}};
    for (const auto& [from, to] : rules) text = std::regex_replace(text, from, to);
    std::istringstream lines(text);
    std::string kept;
    const std::regex later("[Cc]ount [1-9][0-9]*|build: .*|");
    for (std::string line; std::getline(lines, line);) {
        if (!std::regex_match(line, later)) kept += "    " + line + "\n";
    }
    return kept;
}

TEST(Recording, EditSaveRunningOnTheEmulatedBoard) {
    const TemporaryFolder temporary;
    const std::string port = free_port();
    const std::string device = "socket://localhost:" + port;
    ASSERT_EQ(run({.args = {PERTH_PROGRAM, "new", "hello", "-b", "microbit", "--no-git"},
                   .folder = temporary.path(),
                   .environment = {{"PERTH_DATA", PERTH_SOURCE_DIR}}})
                  .exit_code,
              0);
    const fs::path folder = temporary.path() / "hello";

    OnTerminal board({PERTH_PROGRAM, "run", "--serve", port}, folder);
    ASSERT_TRUE(board.shows("count 1\r\n"));
    OnTerminal sync({PERTH_PROGRAM, "sync", "--watch", "--device", device}, folder);
    ASSERT_TRUE(sync.shows("waiting for changes"));

    std::string source = read_file(folder / "src/main.cpp");
    source.replace(source.find("\"count {}\""), 10, "\"Count {}\"");
    write_file(folder / "src/main.cpp", source);
    const auto saved = Clock::now();
    ASSERT_TRUE(board.shows("Count 0\r\n"));
    const std::chrono::duration<double> took = Clock::now() - saved;
    ASSERT_TRUE(sync.shows("waiting for changes; Ctrl-C ends\r\n"));

    std::string broken = source;
    broken.replace(broken.find("println"), 7, "printn");
    write_file(folder / "src/main.cpp", broken);
    ASSERT_TRUE(sync.shows("error:"));
    ASSERT_TRUE(sync.shows("waiting for changes; Ctrl-C ends\r\n"));
    write_file(folder / "src/main.cpp", source);
    ASSERT_TRUE(sync.shows("it runs there already"));
    ASSERT_TRUE(sync.shows("waiting for changes; Ctrl-C ends\r\n"));
    EXPECT_EQ(sync.interrupt(), 130);
    EXPECT_EQ(board.interrupt(), 130);
    std::printf("from saving to running: %.1f s\n", took.count());

    std::string text = normal(sync.seen(), port);
    // The compiler's words are its own.
    text = std::regex_replace(text, std::regex("    [^\n]*main.cpp:[^]*?\n    waiting"),
                              "    (what the compiler says)\n    waiting");
    const std::string recording = "$ perth run --serve PORT\n" + normal(board.seen(), port) +
                                  "\n$ perth sync --watch --device socket://localhost:PORT\n" +
                                  text;
    const fs::path golden = fs::path(PERTH_SOURCE_DIR) / "tests/golden/sync/recording.txt";
    if (std::getenv("PERTH_REFRESH") != nullptr) {
        fs::create_directories(golden.parent_path());
        write_file(golden, recording);
    }
    EXPECT_EQ(recording, read_file(golden));
}

}  // namespace
}  // namespace perth::cli
