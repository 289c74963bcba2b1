// `perth repl` on a terminal and in a script, with a shell that a test plays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <termios.h>

#include <csignal>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/cli/commands/monitored.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using ::testing::HasSubstr;

class Repl : public testing::Test {
protected:
    TemporaryFolder folder_;
    PtyBoard board_{folder_.path() / "ttyBOARD"};
    const std::string port_ = board_.path().string();
};

/// Plays a shell for a script: each part is waited for, and answered.
class PlayedShell {
public:
    using Turns = std::vector<std::pair<std::string, std::string>>;

    PlayedShell(PtyBoard& board, Turns turns)
        : thread_([&board, turns = std::move(turns)] {
              std::string heard;
              for (const auto& [due, answer] : turns) {
                  if (!read_until(board.fd(), heard, due, 0, true)) return;
                  heard.clear();
                  board.print(answer);
              }
          }) {}
    ~PlayedShell() { thread_.join(); }
    PlayedShell(const PlayedShell&) = delete;
    PlayedShell& operator=(const PlayedShell&) = delete;

private:
    std::thread thread_;
};

const PlayedShell::Turns::value_type entering = {"\x03\x01", "\nraw REPL; CTRL-B to exit\r\n>"};
const PlayedShell::Turns::value_type asking = {"\x05\x41\x01", std::string("R\x01\x00\x02\x01", 5)};
const PlayedShell::Turns::value_type leaving = {"\x03\x02\r", "\r\n--> "};

TEST_F(Repl, PassesEveryKeyAndPutsTheTerminalBack) {
    TerminalMonitor repl(folder_.path(), {"--device", port_}, "repl");
    (void)repl.see("--- " + port_ + ": Ctrl-T h helps, Ctrl-T q quits ---\r\n");
    (void)board_.received("\x03\x02");
    board_.print("--> ");
    (void)repl.see("--> ");
    const termios before = repl.settings();
    EXPECT_EQ(before.c_lflag & (ICANON | ECHO), 0U);
    repl.type("1+\xc3\xa9\x03\x01\x1b[A\x04\r");
    (void)board_.received("1+\xc3\xa9\x03\x01\x1b[A\x04\r");
    board_.print("2 \xc3\xa9\x1b[2J\n");
    (void)repl.see("2 \xc3\xa9\r\n");
    repl.type("\x14q");
    EXPECT_EQ(repl.end(), 0);
    EXPECT_NE(repl.settings().c_lflag & (ICANON | ECHO), 0U);
    EXPECT_EQ(repl.settings().c_cc[VINTR], 3);
}

TEST_F(Repl, PassesControlSequencesIfAskedTo) {
    TerminalMonitor repl(folder_.path(), {"--device", port_, "--raw"}, "repl");
    (void)board_.received("\x03\x02");
    board_.print("a\x1b[2Jb\n");
    (void)repl.see("a\x1b[2Jb\r\n");
    repl.type("\x14q");
    EXPECT_EQ(repl.end(), 0);
}

TEST_F(Repl, RunsCommands) {
    const PlayedShell shell(board_, {entering,
                                     asking,
                                     {"1+1\x04",
                                      "\x04"
                                      "2\n\x04\x04>"},
                                     asking,
                                     {"x = 3\x04", "\x04\x04\x04>"},
                                     leaving});
    const Finished done = Perth().run({"repl", "--device", port_, "-c", "1+1", "-c", "x = 3"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.out, "2\n");
    EXPECT_EQ(done.err, "");
}

TEST_F(Repl, EndsAtTheFirstCommandThatFails) {
    const PlayedShell shell(board_, {entering,
                                     asking,
                                     {"1/0\x04",
                                      "\x04"
                                      "so far\n\x04"
                                      "DivideByZero: the \x1b[1mdivisor\n\x04>"},
                                     leaving});
    const Finished done = Perth().run({"repl", "--device", port_, "-c", "1/0", "-c", "2"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_EQ(done.out, "so far\n");
    EXPECT_EQ(done.err, "error: DivideByZero: the \\x1b[1mdivisor\n  -c: 1/0\n");
}

TEST_F(Repl, RunsTheLinesOfStdin) {
    const PlayedShell shell(board_, {entering,
                                     asking,
                                     {"1\x04",
                                      "\x04"
                                      "1\n\x04\x04>"},
                                     asking,
                                     {"nobody\x04",
                                      "\x04\x04"
                                      "NameError: no such name: nobody\n\x04>"},
                                     leaving});
    const Finished done =
        Perth().shell("printf '1\\n\\nnobody\\n2\\n' | $0 repl --device '" + port_ + "'");
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_EQ(done.out, "1\n");
    EXPECT_EQ(done.err, "error: NameError: no such name: nobody\n  line 3 of stdin: nobody\n");
}

TEST_F(Repl, TellsItAsJson) {
    {
        const PlayedShell shell(board_, {entering,
                                         asking,
                                         {"1\x04",
                                          "\x04"
                                          "1\n\x04\x04>"},
                                         leaving});
        const Finished done = Perth().run({"repl", "--json", "--device", port_, "-c", "1"});
        EXPECT_EQ(done.out, "{\"device\":\"" + port_ +
                                "\",\"commands\":[{\"command\":\"1\",\"output\":\"1\\n\","
                                "\"error\":null}]}\n");
    }
    const PlayedShell shell(board_, {entering,
                                     asking,
                                     {"y\x04",
                                      "\x04\x04"
                                      "NameError: y\n\x04>"},
                                     leaving});
    const Finished done = Perth().run({"repl", "--json", "--device", port_, "-c", "y"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.out, HasSubstr("\"what\":\"NameError: y\""));
    EXPECT_THAT(done.out, HasSubstr("\"result\":{\"device\":\"" + port_ +
                                    "\",\"commands\":[{\"command\":\"y\",\"output\":\"\","
                                    "\"error\":\"NameError: y\"}]}"));
}

TEST_F(Repl, CtrlCCancelsWhatRunsAndLeavesTheShellAtItsPrompt) {
    std::string heard;
    Finished done;
    const std::string script = "$0 repl --device '" + port_ +
                               "' -c 'await demo()' & wait_for=$!; "
                               "while ! [ -e started ]; do sleep 0.05; done; "
                               "kill -INT $wait_for; wait $wait_for";
    const Perth perth;
    std::thread board([&] {
        EXPECT_TRUE(read_until(board_.fd(), heard, "\x03\x01", 0, true));
        board_.print("raw REPL; CTRL-B to exit\r\n>");
        EXPECT_TRUE(read_until(board_.fd(), heard, "\x05\x41\x01", 0, true));
        board_.print(std::string_view("R\x01\x00\x02\x01", 5));
        EXPECT_TRUE(read_until(board_.fd(), heard, "await demo()\x04", 0, true));
        board_.print("\x04");
        perth.write("started", "");
        EXPECT_TRUE(read_until(board_.fd(), heard, "\x03\x02\r", 0, true));
    });
    done = perth.run_other({"bash", "-mc", script, PERTH_PROGRAM});
    board.join();
    EXPECT_EQ(done.exit_code, 130) << done.err;
}

TEST_F(Repl, SaysWhatDoesNotGoTogether) {
    const Finished done = Perth().run({"repl", "--raw", "-c", "1"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_THAT(done.err, testing::StartsWith("error: "));
}

}  // namespace
}  // namespace perth::cli
