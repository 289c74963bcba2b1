// A board in `perth run --serve`, `perth tasks` beside it.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <chrono>
#include <memory>

#include "cli/support/files.hpp"
#include "tests/emulator/run/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

/// Returns a port that nobody listens at.
std::uint16_t free_port() {
    const Handle fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    return ntohs(address.sin_port);
}

/// Sends bytes that are no packet, or none yet, and goes away.
void disturb(std::uint16_t port, std::string_view bytes) {
    const Handle fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    ASSERT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
}

/// The program of zoo.cpp on an emulated board.
class Zoo : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        ASSERT_EQ(perth({"new", "zoo", "-t", "empty", "-b", GetParam(), "--no-git"}).exit_code, 0);
        project_ = folder_.path() / "zoo";
        write_file(project_ / "src/main.cpp",
                   read_file(fs::path(PERTH_SOURCE_DIR) / "tests/tasks/zoo.cpp"));
        if (is_profiled()) {
            std::string manifest = read_file(project_ / "perth.json");
            write_file(project_ / "perth.json",
                       manifest.replace(manifest.find('{'), 1, "{\n  \"profile\": true,"));
        }
        const Finished built = perth({"build", "-C", "zoo"});
        ASSERT_EQ(built.exit_code, 0) << built.err;
        ::setenv("PERTH_DATA", PERTH_SOURCE_DIR, 1);
        ::setenv("NO_COLOR", "1", 1);
        board_ = std::make_unique<OnTerminal>(
            std::vector<std::string>{PERTH_PROGRAM, "run", "-C", project_.string(), "--serve",
                                     std::to_string(port_)},
            200);
        (void)read_until(board_->fd(), "count 3\r\n");
    }

    [[nodiscard]] static bool is_profiled() { return GetParam() == "microbit"; }
    Finished tasks(std::vector<std::string> words) {
        words.insert(words.begin(), {"tasks", "-C", "zoo", "--device",
                                     fmt::format("socket://localhost:{}", port_)});
        return perth(std::move(words));
    }
    /// Returns the row of a task.
    std::string row(std::string_view task) {
        const Finished done = tasks({});
        const auto at = done.out.find(fmt::format("  {} ", task));
        EXPECT_NE(at, std::string::npos) << done.out << done.err;
        if (at == std::string::npos) return {};
        const auto begin = done.out.rfind('\n', at) + 1;
        return done.out.substr(begin, done.out.find('\n', at) - begin);
    }
    [[nodiscard]] Finished perth(std::vector<std::string> args) const {
        args.insert(args.begin(), PERTH_PROGRAM);
        return run({.args = std::move(args),
                    .folder = folder_.path(),
                    .environment = {{"PERTH_DATA", PERTH_SOURCE_DIR}}});
    }
    [[nodiscard]] OnTerminal& board() { return *board_; }

    std::uint16_t port_ = free_port();

private:
    Folder folder_;
    fs::path project_;
    std::unique_ptr<OnTerminal> board_;
};

TEST_P(Zoo, ShowsChangesAndExplainsTasks) {
    // What each waits for.
    EXPECT_THAT(row("sleeps"), HasSubstr("sleeping  1 h 59 min"));
    EXPECT_THAT(row("takes > takes_one"), HasSubstr("waiting   numbers"));
    EXPECT_THAT(row("awaits"), HasSubstr("waiting   the end of task 6"));
    EXPECT_THAT(row("counts"), HasSubstr("sleeping  "));
    EXPECT_THAT(row("hog"), HasSubstr("paused"));
    EXPECT_EQ(row("counts").ends_with("-"), !is_profiled()) << row("counts");
    const Finished json = tasks({"--json"});
    EXPECT_THAT(json.out, HasSubstr(R"("id":4,"task":"counts","place":"src/main.cpp:38",)"));

    // Lines that break off, and packets that are none, hide nothing that follows.
    disturb(port_, "half a line");
    EXPECT_THAT(row("hog"), HasSubstr("paused"));
    disturb(port_,
            "\n\x06\x09"
            "AAsCAAABUEUR");
    EXPECT_THAT(row("hog"), HasSubstr("paused"));
    disturb(port_,
            "\n\x06\x09"
            "////////\n\x04\x14"
            "AAAA\n");
    EXPECT_THAT(row("hog"), HasSubstr("paused"));

    // Changes.
    EXPECT_EQ(tasks({"pause", "4"}).out, "paused task 4 counts\n");
    EXPECT_THAT(row("counts"), HasSubstr("paused"));
    EXPECT_EQ(tasks({"resume", "4"}).out, "resumed task 4 counts\n");
    EXPECT_THAT(row("counts"), HasSubstr("sleeping"));
    EXPECT_EQ(tasks({"cancel", "6"}).out, "cancelled task 6 ends\n");
    (void)read_until(board().fd(), "it has ended\r\n");
    const Finished gone = tasks({"cancel", "6"});
    EXPECT_EQ(gone.exit_code, 1);
    EXPECT_THAT(gone.err, HasSubstr("error: there is no task 6\n"));

    // A hog: the alarm names it, and so does perth tasks.
    EXPECT_EQ(tasks({"resume", "5"}).out, "resumed task 5 hog\n");
    const std::string alarm =
        read_until(board().fd(), "has not given way for 200 ms; it is in hog at src/main.cpp:4");
    EXPECT_THAT(alarm, HasSubstr("--- task 5 hog (src/main.cpp:45)"));
    const Finished hung = tasks({});
    EXPECT_EQ(hung.exit_code, 1);
    EXPECT_THAT(hung.err,
                testing::MatchesRegex(
                    "error: task 5 hog \\(src/main.cpp:45\\) does not give way\n"
                    "  nothing else has its turn; it is in hog at src/main.cpp:4[78]\n"
                    "  hint: let its loop co_await something, perth::yield\\(\\) at least\n"));
}

INSTANTIATE_TEST_SUITE_P(OnBoards, Zoo, testing::Values("microbit", "lm3s6965evb", "pico"),
                         [](const auto& board) { return board.param; });

}  // namespace
}  // namespace perth::cli
