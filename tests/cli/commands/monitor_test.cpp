// `perth monitor` as a script meets it: real ports, real sockets, pipes.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <regex>
#include <string>
#include <thread>

#include "cli/serial/lease.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/commands/monitored.hpp"

namespace perth::cli {
namespace {

using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* banner = "-- hello 0.1.0, build 1a2b3c4d\n";

class MonitorTest : public testing::Test {
protected:
    [[nodiscard]] std::vector<std::string> on_board(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), board_.path().string());
        return more;
    }
    /// Returns a gap's length as N.
    static std::string without_time(const std::string& text) {
        return std::regex_replace(text, std::regex("gap [0-9]+ ms"), "gap N ms");
    }
    /// Runs it to its end.
    [[nodiscard]] Finished finished(std::vector<std::string> args) const {
        args.insert(args.begin(), {PERTH_PROGRAM, "monitor"});
        return run({.args = std::move(args),
                    .folder = folder_.path(),
                    .environment = {{"XDG_RUNTIME_DIR", folder_.path().string()},
                                    {"XDG_CONFIG_HOME", folder_.path().string()}}});
    }

    TemporaryFolder folder_;
    PtyBoard board_{folder_.path() / "ttyBOARD"};
    const std::string port_ = board_.path().string();
};

TEST_F(MonitorTest, ShowsWhatTheBoardPrintsByteForByte) {
    RunningMonitor monitor(folder_.path(), on_board());
    monitor.hear("--- " + port_ + " ---\n");
    constexpr char with_a_zero[] = "one\r\n\x1b]0;x\x07\0\xff two\nend";
    const std::string bytes(with_a_zero, sizeof with_a_zero - 1);
    board_.print(bytes);
    monitor.see("end");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(monitor.out(), bytes);
    EXPECT_EQ(monitor.err(), "--- " + port_ + " ---\n");
}

TEST_F(MonitorTest, SendsItsInput) {
    RunningMonitor monitor(folder_.path(), on_board({"--eol", "crlf", "--map", "odelbs"}));
    monitor.type("help\n\x14\x7fq");
    EXPECT_EQ(board_.received("q"), "help\r\n\x14\bq");
    monitor.end_input();
    board_.print("still here\n");
    monitor.see("still here");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
}

TEST_F(MonitorTest, HidesTheAgentsFramesButNotInTheLog) {
    RunningMonitor monitor(folder_.path(), on_board({"--log", "x.log"}));
    const std::string bytes = "one\n\x06\tQUJD\n\x04\x14QUJD\ntwo\n";
    board_.print(bytes);
    monitor.see("two\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(monitor.out(), "one\ntwo\n");
    EXPECT_EQ(read_file(folder_.path() / "x.log"), bytes);
}

TEST_F(MonitorTest, RawPassesEveryByte) {
    RunningMonitor monitor(folder_.path(), on_board({"--raw"}));
    board_.print("\x06\tQUJD\nend");
    monitor.see("end");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(monitor.out(), "\x06\tQUJD\nend");
}

TEST_F(MonitorTest, FilterMapAndLogDoTheirPart) {
    RunningMonitor monitor(folder_.path(), on_board({"--filter", "^t", "--filter", "end", "--map",
                                                     "igncr", "--log", "x.log"}));
    board_.print("one\r\ntwo\r\nthree\r\nend\r\n");
    monitor.see("end\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(monitor.out(), "two\nthree\nend\n");
    EXPECT_EQ(read_file(folder_.path() / "x.log"), "one\r\ntwo\r\nthree\r\nend\r\n");
}

TEST_F(MonitorTest, HexAndTimestamps) {
    RunningMonitor hex(folder_.path(), on_board({"--hex"}));
    board_.print("0123456789abcdef!");
    hex.see("|!|\n");
    hex.interrupt();
    EXPECT_EQ(hex.end(), 130);
    EXPECT_EQ(hex.out(),
              "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
              "00000010  21                                                |!|\n");
    RunningMonitor stamps(folder_.path(), on_board({"--timestamps"}));
    board_.print("one\n");
    stamps.see("one\n");
    stamps.interrupt();
    EXPECT_EQ(stamps.end(), 130);
    EXPECT_THAT(stamps.out(), ::testing::MatchesRegex(
                                  "\\[[0-9]+-[0-9]+-[0-9]+T[0-9:]+\\.[0-9][0-9][0-9]\\] one\n"));
}

TEST_F(MonitorTest, ExpectEndsWith0) {
    RunningMonitor monitor(folder_.path(), on_board({"--expect", "^PASS", "--fail-on", "FAIL"}));
    board_.print("one\nPASS 3\nFAIL\n");
    EXPECT_EQ(monitor.end(), 0);
    EXPECT_EQ(monitor.out(), "one\nPASS 3\n");
}

TEST_F(MonitorTest, ExpectTakesAPromptForALine) {
    RunningMonitor monitor(folder_.path(), on_board({"--expect", "^> $"}));
    board_.print("ready\n> ");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorTest, FailOnEndsWith1) {
    RunningMonitor monitor(folder_.path(), on_board({"-q", "--expect", "x", "--fail-on", "FAIL"}));
    board_.print("one\nFAIL \x1b[31mx\n");
    EXPECT_EQ(monitor.end(), 1);
    EXPECT_EQ(monitor.err(),
              "error: a line matched 'FAIL'\n"
              "  the line was: FAIL x\n");
}

TEST_F(MonitorTest, TimeoutWithoutTheExpectedLineEndsWith1) {
    board_.print("one\n");
    const Finished done = finished(on_board({"-q", "--expect", "PASS", "--timeout", "200ms"}));
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, AnyOf("error: no line matched 'PASS' within 200ms\n"
                                "  the last line was: one\n"
                                "  hint: give it more time with --timeout\n",
                                "error: no line matched 'PASS' within 200ms\n"
                                "  the board printed nothing\n"
                                "  hint: give it more time with --timeout\n"));
}

TEST_F(MonitorTest, TimeoutAloneEndsWith0) {
    EXPECT_EQ(finished(on_board({"--timeout", "0.1"})).exit_code, 0);
}

TEST_F(MonitorTest, ReconnectsAndTellsAGapFromARestart) {
    RunningMonitor monitor(folder_.path(), on_board({"--log", "x.log"}));
    board_.print("one\n");
    monitor.see("one\n");
    board_.unplug();
    monitor.hear("--- " + port_ + " has gone: waiting for it ---\n");
    board_.plug();
    board_.print(banner);
    monitor.see(banner);
    board_.unplug();
    monitor.hear("board restarted ---\n--- " + port_ + " has gone: waiting for it ---\n");
    board_.plug();
    board_.print("three\n");
    monitor.see("three\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    const std::string gone = "--- " + port_ + " has gone: waiting for it ---\n";
    EXPECT_EQ(without_time(monitor.err()), "--- " + port_ + " ---\n" + gone +
                                               "--- gap N ms, board restarted ---\n" + gone +
                                               "--- gap N ms ---\n");
    EXPECT_EQ(monitor.out(), std::string("one\n") + banner + "three\n");
    EXPECT_EQ(read_file(folder_.path() / "x.log"), monitor.out());
}

TEST_F(MonitorTest, LosesNoByteThatArrivedOverManyUnplugs) {
    RunningMonitor monitor(folder_.path(), on_board({"--log", "x.log"}));
    std::string sent;
    for (int round = 0; round < 10; ++round) {
        for (int i = 0; i < 500; ++i) {
            const std::string line = fmt::format("line {} of {}\n", i, round);
            board_.print(line);
            sent += line;
        }
        monitor.see(fmt::format("line 499 of {}\n", round));
        board_.unplug();
        board_.plug();
    }
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_TRUE(monitor.out() == sent);
    EXPECT_TRUE(read_file(folder_.path() / "x.log") == sent);
}

TEST_F(MonitorTest, AnUnplugWithBytesInFlightLosesOnlyWhatNeverArrived) {
    RunningMonitor monitor(folder_.path(), on_board({"--log", "x.log"}));
    monitor.hear("--- " + port_ + " ---\n");
    std::vector<std::string> rounds;
    for (int round = 0; round < 10; ++round) {
        // Its first character is its own, so that nothing of another round is taken for it.
        std::string text(1, static_cast<char>('A' + round));
        for (int i = 0; i < 1000; ++i) text += fmt::format(" {}", i);
        board_.print(text);
        rounds.push_back(text);
        board_.unplug();  // the kernel forgets what was not fetched
        board_.plug();
    }
    board_.print("end\n");
    monitor.see("end\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    const std::string log = read_file(folder_.path() / "x.log");
    EXPECT_TRUE(monitor.out() == log);
    // What arrived of each round is its beginning, in order, once.
    std::size_t at = 0;
    for (const std::string& text : rounds) {
        std::size_t same = 0;
        while (same < text.size() && at + same < log.size() && log[at + same] == text[same]) ++same;
        at += same;
    }
    EXPECT_EQ(log.substr(at), "end\n");
}

TEST_F(MonitorTest, NoReconnectEndsWith6) {
    RunningMonitor monitor(folder_.path(), on_board({"-q", "--no-reconnect"}));
    board_.print("one\n");
    monitor.see("one\n");
    board_.unplug();
    EXPECT_EQ(monitor.end(), 6);
    const auto text = [&](const std::string& why) {
        return "error: " + port_ + " has gone\n  " + why +
               "\n  hint: plug it in again, or see perth devices\n";
    };
    EXPECT_THAT(monitor.err(), AnyOf(text("Input/output error"),  // by poll's or read's timing
                                     text("its end of the line was closed")));
}

TEST_F(MonitorTest, WaitsForAPortThatIsNotThereYet) {
    board_.unplug();
    RunningMonitor monitor(folder_.path(), on_board());
    monitor.hear("--- waiting for " + port_ + " ---\n");
    board_.plug();
    board_.print("one\n");
    monitor.see("one\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
}

TEST_F(MonitorTest, TheSecondSaysWhoHoldsThePort) {
    RunningMonitor first(folder_.path(), on_board());
    first.hear("--- " + port_ + " ---\n");
    const Finished second = finished(on_board({"--timeout", "1"}));
    EXPECT_EQ(second.exit_code, 3);
    EXPECT_EQ(second.err, "error: " + port_ + " is in use\n  process " +
                              std::to_string(first.pid()) + " has it open: " + PERTH_PROGRAM +
                              " monitor " + port_ + "\n  hint: end that program and try again\n");
}

TEST_F(MonitorTest, LendsThePortAndTakesItBack) {
    ::setenv("XDG_RUNTIME_DIR", folder_.path().c_str(), 1);
    RunningMonitor monitor(folder_.path(), on_board());
    monitor.hear("--- " + port_ + " ---\n");
    {
        const serial::Lease lease(port_, "perth flash");
        EXPECT_TRUE(lease.is_borrowed());
        monitor.hear("--- port lent to perth flash (pid " + std::to_string(::getpid()) + ") ---\n");
        // Nobody else has it open now: exclusive use would fail.
        const auto stream = serial::open(port_, {});
        EXPECT_EQ(stream->address(), port_);
    }
    monitor.hear("--- port returned ---\n");
    board_.print(banner);
    monitor.see(banner);
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_THAT(monitor.err(), HasSubstr(" ms, board restarted ---\n"));
    ::unsetenv("XDG_RUNTIME_DIR");
}

TEST_F(MonitorTest, SendsAFile) {
    std::string content;
    for (int i = 0; i < 20'000; ++i) content += "line " + std::to_string(i) + "\n";
    write_file(folder_.path() / "x.txt", content);
    RunningMonitor monitor(folder_.path(), on_board({"--send", "x.txt"}));
    EXPECT_TRUE(board_.received("line 19999\n") == content);
    monitor.hear("--- sent ---\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
}

TEST_F(MonitorTest, WatchesABoardThatTakesNothing) {
    write_file(folder_.path() / "x.txt", std::string(1 << 20, 'x'));
    RunningMonitor monitor(folder_.path(), on_board({"--send", "x.txt", "--expect", "^here$"}));
    monitor.hear(" ---\n");
    board_.print("here\n");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorTest, SaysThatTheBoardRunsAnotherBuildThanTheProjects) {
    const auto folder = folder_.path() / "build/host";
    std::filesystem::create_directories(folder);
    write_file(folder_.path() / "perth.json", R"({"name": "x", "default_board": "host"})");
    write_file(folder_.path() / "x.c", "void begin(void) {}\n");
    const Finished done =
        run({.args = {"clang-19", "-nostdlib", "-fuse-ld=lld",
                      "-Wl,-e,begin,--build-id=0x1a2b3c4d5e6f7081", "x.c", "-o", folder / "x.elf"},
             .folder = folder_.path()});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    RunningMonitor monitor(folder_.path(), on_board({"--expect", "^one$"}));
    board_.print("-- x 0.1.0, build 1a2b3c4d\n-- x 0.1.0, build 99999999\none\n");
    EXPECT_EQ(monitor.end(), 0);
    EXPECT_THAT(monitor.err(),
                HasSubstr("--- the board runs build 99999999; the ELF here is build 1a2b3c4d ---"));
    EXPECT_THAT(monitor.err(), Not(HasSubstr("the board runs build 1a2b3c4d")));
}

TEST_F(MonitorTest, SendsAFileToABoardThatEchoesIt) {
    std::string content;
    for (int i = 0; i < 20'000; ++i) content += "line " + std::to_string(i) + "\n";
    write_file(folder_.path() / "x.txt", content);
    RunningMonitor monitor(folder_.path(),
                           on_board({"--send", "x.txt", "--expect", "^line 19999$"}));
    std::thread echo([&] {
        std::array<char, 1000> piece{};
        for (std::size_t left = content.size(); left > 0;) {
            const ssize_t size = ::read(board_.fd(), piece.data(), piece.size());
            if (size <= 0) continue;  // EIO until the monitor has opened it
            board_.print({piece.data(), static_cast<std::size_t>(size)});
            left -= static_cast<std::size_t>(size);
        }
    });
    EXPECT_EQ(monitor.end(), 0);
    echo.join();
    EXPECT_TRUE(monitor.out() == content);
}

TEST_F(MonitorTest, JsonIsOneEventALine) {
    RunningMonitor monitor(folder_.path(), on_board({"--json", "--expect", "PASS"}));
    board_.print(std::string(banner) + "\x1b[31mred\n\x06\tQUJD\nPASS\n");
    EXPECT_EQ(monitor.end(), 0);
    const std::string events =
        std::regex_replace(monitor.out(), std::regex("\"time\":[0-9.]+"), "\"time\":T");
    EXPECT_EQ(events, fmt::format(R"({{"event":"connected","port":"{0}","time":T}}
{{"line":"-- hello 0.1.0, build 1a2b3c4d","time":T}}
{{"event":"started","name":"hello","version":"0.1.0","build":"1a2b3c4d","time":T}}
{{"line":"red","time":T}}
{{"line":"PASS","time":T}}
{{"port":"{0}","reason":"expect","bytes":52,"lines":4}}
)",
                                  port_));
}

TEST_F(MonitorTest, JsonOfAFailureHasTheResult) {
    RunningMonitor monitor(folder_.path(), on_board({"--json", "-q", "--fail-on", "FAIL"}));
    board_.print("FAIL\n");
    EXPECT_EQ(monitor.end(), 1);
    EXPECT_THAT(
        monitor.out(),
        EndsWith(R"({"error":{"code":1,"what":"a line matched 'FAIL'","why":"the line was: FAIL",)"
                 R"("hint":"","result":{"port":")" +
                 port_ + R"(","reason":"fail_on","bytes":5,"lines":1}}})" + "\n"));
}

TEST_F(MonitorTest, TellsADumpAsFarAsItCame) {
    RunningMonitor monitor(folder_.path(), on_board());
    board_.print(
        "@perth panic frame pool full: 128 64\n@perth build 1a2b3c4d5e\n@perth pc 08000123\n");
    monitor.see("08000123\n");
    board_.unplug();
    monitor.hear("waiting for it ---\n");
    board_.plug();
    board_.print("@perth fault BusFault\n@perth cfsr 00008200\n@perth bfar f0000000\n@perth end\n");
    monitor.hear("f0000000\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(without_time(monitor.err()), "--- " + port_ +
                                               " ---\n"
                                               "--- panic frame pool full: 128 64 ---\n"
                                               "  build 1a2b3c4d5e\n"
                                               "  pc 08000123\n"
                                               "--- " +
                                               port_ +
                                               " has gone: waiting for it ---\n"
                                               "--- gap N ms ---\n"
                                               "--- fault BusFault ---\n"
                                               "  cause: a bus error, address f0000000\n");
}

/// A board behind a network.
class SocketBoard {
public:
    SocketBoard() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_.get(), 1), 0);
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
        name = "socket://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    [[nodiscard]] Handle accept() const {
        return Handle(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    }
    std::string name;

private:
    Handle listener_;
};

TEST_F(MonitorTest, WatchesASocketAndLosesNothingWhenItCloses) {
    const SocketBoard board;
    RunningMonitor monitor(folder_.path(), {board.name, "--log", "x.log"});
    std::string sent;
    for (int round = 0; round < 5; ++round) {
        Handle connection = board.accept();
        const std::string text = std::string(100'000, 'x') + std::to_string(round) + "\n";
        ASSERT_EQ(::send(connection.get(), text.data(), text.size(), 0),
                  static_cast<ssize_t>(text.size()));
        sent += text;
        connection.close();  // with bytes in flight
    }
    const Handle last = board.accept();
    monitor.see("4\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_TRUE(monitor.out() == sent);
    EXPECT_TRUE(read_file(folder_.path() / "x.log") == sent);
}

TEST_F(MonitorTest, ASlowReaderLosesNothing) {
    RunningMonitor monitor(folder_.path(), on_board({"--log", "x.log"}));
    std::string sent;
    for (int i = 0; i < 100'000; ++i) sent += "line " + std::to_string(i) + "\n";
    board_.print(sent);  // more than a pipe and a tty hold: the monitor keeps it
    monitor.see("line 99999\n");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_TRUE(monitor.out() == sent);
}

TEST_F(MonitorTest, RefusesWhatCannotBeMeant) {
    struct {
        std::vector<std::string> args;
        std::string text;
        int code;
    } const cases[] = {
        {{"x", "--device", "y"},
         "error: two ports are named: x and y\n  hint: leave out --device\n",
         2},
        {{"x", "--timeout", "soon"},
         "error: --timeout: 'soon' is not a duration\n"
         "  a duration is a number and a unit (us, ms, s, m, h), more than zero and at most 1000h\n"
         "  hint: for example 500ms, 30s, 1.5s, 2m or 1h\n",
         2},
        {{"x", "--eol", "nl"}, "error: --eol nl is not known\n  hint: give cr, lf or crlf\n", 2},
        {{"x", "--timestamps=unix"},
         "error: --timestamps unix is not known\n  hint: give iso, delta or uptime\n",
         2},
        {{"x", "--map", "inlrc"},
         "error: --map: 'inlrc' is not known\n"
         "  known are igncr icrnl icrcrnl ignlf inlcr inlcrnl oigncr ocrnl ocrcrnl oignlf onlcr "
         "onlcrnl odelbs obsdel\n"
         "  hint: did you mean inlcr?\n",
         2},
        {{"x", "--expect", "("},
         "error: --expect: '(' is not a regular expression\n"
         "  Unmatched ( or \\(\n"
         "  hint: it is read as grep -E does; put a backslash before . * + ? ( ) [ { | ^ $ that "
         "stand for themselves\n",
         2},
        {{"x", "--log", "/nowhere/x"},
         "error: cannot write the log /nowhere/x\n  No such file or directory\n",
         1},
        {{"x", "--send", "/nowhere"},
         "error: cannot read /nowhere\n  No such file or directory\n",
         2},
    };
    for (const auto& one : cases) {
        const Finished done = finished(one.args);
        EXPECT_EQ(done.err, one.text);
        EXPECT_EQ(done.exit_code, one.code) << one.text;
    }
}

TEST_F(MonitorTest, NamesThePinsOfABoardWhoseConsoleIsNotOnUsb) {
    const Finished done = finished({"-b", "pyboard-v11"});
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_THAT(done.err, StartsWith("error: no port is known to be the console of pyboard-v11\n"
                                     "  its console is on X9 (TX) and X10 (RX), 3.3 V; the USB "
                                     "socket is for flashing only\n"));
    EXPECT_THAT(done.err, HasSubstr("\n  hint: name the adapter: perth monitor --device /dev/"));
}

TEST_F(MonitorTest, KnowsThePortsOfTheManifest) {
    write_file(folder_.path() / "perth.json",
               R"({"name": "x", "default_board": "host", "devices": {"left": ")" + port_ +
                   R"("}, "monitor": {"filters": ["^t"], "eol": "cr"}})");
    for (const std::vector<std::string>& args :
         {std::vector<std::string>{}, {"left"}, {"--device", "left"}}) {
        RunningMonitor monitor(folder_.path(), args);
        monitor.hear("--- " + port_ + " ---\n");
        board_.print("one\ntwo\n");
        monitor.see("two\n");
        monitor.type("x\n");
        (void)board_.received("x\r");
        monitor.interrupt();
        EXPECT_EQ(monitor.end(), 130);
        EXPECT_EQ(monitor.out(), "two\n");
    }
}

}  // namespace
}  // namespace perth::cli
