// `perth monitor --all`: several boards, one of them behind ser2net, one that comes and goes.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "cli/serial/lease.hpp"
#include "tests/cli/commands/monitored.hpp"
#include "tests/fakes/pty.hpp"
#include "tests/remote/network.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;

class All : public testing::Test {
protected:
    All() {
        write_file(folder_.path() / "perth.json",
                   fmt::format(R"({{"name": "x", "default_board": "host", "devices":
                                   {{"left": "{}", "r": "{}", "far": "{}"}}}})",
                               left_.path().string(), right_.path().string(), server_.address()));
    }
    static std::string without_times(const std::string& text) {
        return std::regex_replace(text, std::regex("\\[ *[0-9]+\\.[0-9]{3}\\]"), "[T]");
    }
    void hear_all(RunningMonitor& monitor) const {
        monitor.hear("--- left: ");
        monitor.hear("--- r: ");
        monitor.hear("--- far: ");
    }

    TemporaryFolder folder_;
    PtyBoard left_{folder_.path() / "ttyLEFT"};
    PtyBoard right_{folder_.path() / "ttyRIGHT"};
    fakes::Pty far_;
    Ser2net server_{folder_.path(), far_.path()};
};

TEST_F(All, APrefixEachOnOneClock) {
    RunningMonitor monitor(folder_.path(), {"--all"});
    hear_all(monitor);
    left_.print("one\n\x06\tQUJD\nhal");
    monitor.see("one\n");
    right_.print("two\x1b[31m red\n");
    monitor.see("red\n");
    left_.print("f\n");
    monitor.see("half\n");
    far_.write("three\n");
    monitor.see("three\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(without_times(monitor.out()),
              "[T] left | one\n"
              "[T] r    | two red\n"
              "[T] left | half\n"
              "[T] far  | three\n");
    // One clock: no later line has an earlier time.
    std::string text = monitor.out();
    double last = -1;
    for (std::smatch found; std::regex_search(text, found, std::regex("\\[ *([0-9.]+)\\]"));) {
        EXPECT_GE(std::stod(found[1]), last);
        last = std::stod(found[1]);
        text = found.suffix();
    }
    EXPECT_GE(last, 0);
}

TEST_F(All, BoardsComeAndGo) {
    right_.unplug();
    RunningMonitor monitor(folder_.path(), {"--all"});
    monitor.hear("--- left: ");
    monitor.hear("--- far: ");
    left_.print("begun\nhalf");
    monitor.see("begun\n");
    left_.unplug();
    monitor.hear("--- left: " + left_.path().string() + " has gone ---\n");
    right_.plug();
    monitor.hear("--- r: " + right_.path().string() + " ---\n");
    right_.print("new\n");
    monitor.see("r    | new\n");
    left_.plug();
    monitor.hear("--- left: " + left_.path().string() + " is back ---\n");
    left_.print("again\n");
    monitor.see("again\n");
    server_.stop();
    monitor.hear("--- far: " + server_.address() + " has gone ---\n");
    server_.start();
    monitor.hear("--- far: " + server_.address() + " is back ---\n");
    far_.write("far\n");
    monitor.see("far  | far\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_THAT(monitor.out(), HasSubstr("left | half\n"));
}

TEST_F(All, AnUnfinishedLineIsShownAfterAWhile) {
    RunningMonitor monitor(folder_.path(), {"--all"});
    hear_all(monitor);
    left_.print("> ");
    monitor.see("left | > \n");
    left_.print("yes\n");
    monitor.see("left | yes\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(without_times(monitor.out()), "[T] left | > \n[T] left | yes\n");
}

TEST_F(All, AnyBoardMayMatch) {
    RunningMonitor monitor(folder_.path(), {"--all", "--expect", "^PASS", "--filter", "P", "--log",
                                            "x.log", "--fail-on", "never"});
    hear_all(monitor);
    left_.print("no\n");
    right_.print("PASS\n");
    EXPECT_EQ(monitor.end(), 0);
    EXPECT_EQ(without_times(monitor.out()), "[T] r    | PASS\n");
    EXPECT_THAT(read_file(folder_.path() / "x.log"), HasSubstr("r | PASS\n"));

    RunningMonitor failing(folder_.path(), {"--all", "-q", "--fail-on", "boom"});
    left_.print("boom\n");
    EXPECT_EQ(failing.end(), 1);
    EXPECT_EQ(failing.err(), "error: a line matched 'boom'\n  the line was: boom\n");
}

TEST_F(All, JsonNamesTheBoard) {
    RunningMonitor monitor(folder_.path(), {"--all", "--json", "-q", "--expect", "PASS"});
    monitor.see("\"board\":\"far\"");
    monitor.see("\"board\":\"left\",\"event\":\"connected\"");
    left_.print("-- hello 0.1.0, build 1a2b3c4d\nPASS\n");
    EXPECT_EQ(monitor.end(), 0);
    EXPECT_THAT(monitor.out(), HasSubstr(R"({"board":"left","line":"PASS","time":)"));
    EXPECT_THAT(
        monitor.out(),
        HasSubstr(R"({"board":"left","event":"started","name":"hello","version":"0.1.0",)"));
    EXPECT_THAT(monitor.out(), HasSubstr(R"({"port":"all","reason":"expect","bytes":)"));
}

TEST_F(All, LendsAPort) {
    RunningMonitor monitor(folder_.path(), {"--all"});
    hear_all(monitor);
    const std::string place = left_.path().string();
    ::setenv("XDG_RUNTIME_DIR", folder_.path().c_str(), 1);
    {
        const serial::Lease lease(place);
        EXPECT_TRUE(lease.is_borrowed());
        monitor.hear("--- left: port lent to perth flash (pid ");
        right_.print("meanwhile\n");
        monitor.see("meanwhile\n");
    }
    monitor.hear("--- left: port returned ---\n");
    monitor.hear("is back ---\n");
    left_.print("here\n");
    monitor.see("left | here\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
}

TEST_F(All, RefusesWhatIsAboutOneBoard) {
    for (const std::vector<std::string>& more :
         {std::vector<std::string>{"left"}, {"--send", "x"}, {"--serve", "localhost:4000"}}) {
        std::vector<std::string> args = {PERTH_PROGRAM, "monitor", "--all"};
        args.insert(args.end(), more.begin(), more.end());
        const Finished done = run({.args = args, .folder = folder_.path()});
        EXPECT_EQ(done.exit_code, 2);
        EXPECT_EQ(done.err, "error: " + (more.size() == 1 ? "PORT" : more[0]) +
                                " does not go with --all\n"
                                "  it is about one board; --all watches every board that is "
                                "attached\n");
    }
}

}  // namespace
}  // namespace perth::cli
