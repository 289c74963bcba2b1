// `perth monitor` on a terminal: the keys behind Ctrl-T, and a terminal that is put back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <string>

#include "cli/support/files.hpp"
#include "tests/cli/commands/monitored.hpp"

namespace perth::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Everything of a terminal's settings that can be compared.
std::string written(const termios& settings) {
    std::string text;
    for (const tcflag_t flags :
         {settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag}) {
        text += std::to_string(flags) + ' ';
    }
    for (const cc_t key : settings.c_cc) text += std::to_string(key) + ' ';
    return text;
}

/// The settings of a terminal that nobody has changed.
std::string as_it_was() {
    int master = -1;
    int slave = -1;
    EXPECT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
    termios settings{};
    EXPECT_EQ(::tcgetattr(slave, &settings), 0);
    ::close(slave);
    ::close(master);
    return written(settings);
}

class MonitorKeys : public testing::Test {
protected:
    TemporaryFolder folder_;
    PtyBoard board_{folder_.path() / "ttyBOARD"};
    const std::string port_ = board_.path().string();
};

TEST_F(MonitorKeys, QuitEndsWith0AndPutsTheTerminalBack) {
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("--- " + port_ + ": Ctrl-T h helps, Ctrl-T q quits ---\r\n");
    EXPECT_EQ(monitor.settings().c_lflag & (ICANON | ECHO), 0U);
    board_.print("\x1b[31mred");
    (void)monitor.see("red");
    monitor.type("\x14q");
    (void)monitor.see("\x1b[0m\r\n");
    EXPECT_EQ(monitor.end(), 0);
    EXPECT_EQ(written(monitor.settings()), as_it_was());
}

TEST_F(MonitorKeys, CtrlCEndsWith130AndPutsTheTerminalBack) {
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("quits ---\r\n");
    monitor.type("\x03");
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(written(monitor.settings()), as_it_was());
}

TEST_F(MonitorKeys, AFailurePutsTheTerminalBack) {
    TerminalMonitor monitor(folder_.path(), {port_, "--no-reconnect"});
    (void)monitor.see("quits ---\r\n");
    board_.unplug();
    EXPECT_EQ(monitor.end(), 6);
    EXPECT_EQ(written(monitor.settings()), as_it_was());
}

TEST_F(MonitorKeys, EveryOtherKeyGoesToTheBoard) {
    TerminalMonitor monitor(folder_.path(), {port_, "--echo"});
    (void)monitor.see("quits ---\r\n");
    monitor.type("a\r\x1a\x13\x14\x14z");
    EXPECT_EQ(board_.received("z"), "a\r\x1a\x13\x14z");
    (void)monitor.see("a\r\nz");
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorKeys, OnlyHarmlessSequencesReachTheTerminal) {
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("quits ---\r\n");
    board_.print("\x1b]0;title\x07\x1b[6n\x1b[31mred\x1b[0m\n");
    EXPECT_EQ(monitor.see("\x1b[31mred\x1b[0m\r\n"), "");
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorKeys, HelpListsTheKeys) {
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("quits ---\r\n");
    monitor.type("\x14h");
    (void)monitor.see(
        "keys behind Ctrl-T (Ctrl-T twice sends it):\r\n"
        "  q  quit\r\n"
        "  r  reset the board\r\n"
        "  b  put the board into its bootloader\r\n"
        "  p  pause the output, go on\r\n"
        "  t  timestamps: none, iso, delta, uptime\r\n"
        "  x  hexadecimal, text\r\n"
        "  l  start, stop the log\r\n"
        "  s  send a file\r\n"
        "  c  clear the screen\r\n"
        "  i  statistics\r\n"
        "  h  this help\r\n");
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorKeys, PauseHoldsTheOutputAndLosesNothing) {
    TerminalMonitor monitor(folder_.path(), {port_, "--log", "x.log"});
    (void)monitor.see("quits ---\r\n");
    monitor.type("\x14p");
    (void)monitor.see("--- paused: Ctrl-T p goes on ---\r\n");
    board_.print("one\ntwo\n");
    monitor.type("x");
    (void)board_.received("x");
    while (read_file(folder_.path() / "x.log") != "one\ntwo\n") ::usleep(1000);
    EXPECT_THAT(monitor.shown(), Not(HasSubstr("two")));
    monitor.type("\x14p");
    EXPECT_EQ(monitor.see("one\r\ntwo\r\n"), "");
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorKeys, TimestampsGoRound) {
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("quits ---\r\n");
    for (const char* const beginning : {"[2", "[+ ", "[ ", "x"}) {
        monitor.type("\x14t_");
        (void)board_.received("_");
        board_.print("x\n");
        const std::string stamp = monitor.see("x\r\n");
        EXPECT_EQ((stamp + "x").substr(0, std::string(beginning).size()), beginning);
    }
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorKeys, HexLogClearStatistics) {
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("quits ---\r\n");
    monitor.type("\x14x");
    (void)monitor.see("--- hexadecimal ---\r\n");
    board_.print("abc");
    (void)monitor.see("|abc|\r\n");
    monitor.type("\x14x");
    (void)monitor.see("--- text ---\r\n");
    monitor.type("\x14l");
    (void)monitor.see("--- log in perth-monitor-");
    const std::string name = "perth-monitor-" + monitor.see(" ---\r\n");
    board_.print("logged\n");
    (void)monitor.see("logged\r\n");
    monitor.type("\x14l");
    (void)monitor.see("--- no more log in " + name + " ---\r\n");
    EXPECT_EQ(read_file(folder_.path() / name), "logged\n");
    monitor.type(
        "\x14"
        "c\x14i");
    (void)monitor.see("\x1b[2J\x1b[H");
    (void)monitor.see("--- 10 bytes, 1 lines in ");
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorKeys, SendAsksForAFile) {
    write_file(folder_.path() / "x.txt", "content\n");
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("quits ---\r\n");
    monitor.type("\x14sy\x7fx.txt\r");
    (void)monitor.see("file to send: y\b \bx.txt\r\n");
    EXPECT_EQ(board_.received("content\n"), "content\n");
    (void)monitor.see("--- sent ---\r\n");
    monitor.type("\x14snowhere\r");
    (void)monitor.see("--- cannot read nowhere: No such file or directory ---\r\n");
    monitor.type("\x14s\x1b\x14q");
    EXPECT_EQ(monitor.end(), 0);
    EXPECT_EQ(board_.received("content\n"), "content\n");
}

TEST_F(MonitorKeys, ResetSaysWhatItDid) {
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("quits ---\r\n");
    monitor.type("\x14r");
    (void)monitor.see("--- reset: RTS and DTR pulsed ---\r\n");
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
}

TEST_F(MonitorKeys, ABootloaderThatDoesNotAnswerIsTold) {
    TerminalMonitor monitor(folder_.path(), {port_, "--log", "x.log"});
    (void)monitor.see("quits ---\r\n");
    monitor.type(
        "\x14"
        "b");
    (void)board_.received("\n");  // the request
    board_.print("busy\n");
    (void)monitor.see("busy\r\n");
    (void)monitor.see("--- the firmware did not answer: press the board's buttons ---\r\n");
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
    EXPECT_EQ(read_file(folder_.path() / "x.log"), "busy\n");
}

TEST_F(MonitorKeys, KeysWorkWhileThePortIsGone) {
    TerminalMonitor monitor(folder_.path(), {port_});
    (void)monitor.see("quits ---\r\n");
    board_.unplug();
    (void)monitor.see("waiting for it ---\r\n");
    monitor.type("x\x14r");
    (void)monitor.see("--- the port is not open ---\r\n");
    board_.plug();
    board_.print("back\n");
    (void)monitor.see("back\r\n");
    monitor.type("y");
    EXPECT_EQ(board_.received("y"), "y");  // the x was for a board that was not there
    monitor.type("\x14q");
    EXPECT_EQ(monitor.end(), 0);
}

}  // namespace
}  // namespace perth::cli
