// `perth run` on a terminal: what reaches it, and that it is put back as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "perth.hpp"

namespace perth::cli {
namespace {

using ::testing::EndsWith;
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

TEST(PerthRunOnATerminal, PutsItBackAfterCtrlC) {
    OnTerminal run(on_board("prompts"), 80);
    const std::string before = written(run.settings());
    (void)read_until(run.fd(), "> ");
    const termios during = run.settings();
    EXPECT_EQ(during.c_lflag & (ICANON | ECHO), 0U);
    EXPECT_NE(during.c_lflag & ISIG, 0U);
    run.type("\x03");
    EXPECT_EQ(run.read_to_end(), "\r\n");
    EXPECT_EQ(run.exit_code(), 130);
    EXPECT_EQ(written(run.settings()), before);
}

TEST(PerthRunOnATerminal, PutsItBackWhenTheFirmwareFails) {
    OnTerminal run(on_board("ends_7"), 80);
    const std::string before = written(run.settings());
    EXPECT_THAT(run.read_to_end(), EndsWith("the firmware ended with code 7\r\n"));
    EXPECT_EQ(run.exit_code(), 1);
    EXPECT_EQ(written(run.settings()), before);
}

TEST(PerthRunOnATerminal, SendsEveryKeyAtOnce) {
    OnTerminal run(on_board("prompts"), 80);
    (void)read_until(run.fd(), "> ");
    run.type("a\r\x1a\x13\x11z");
    EXPECT_EQ(read_until(run.fd(), "[z]"), "[a][\r][][][][z]");
    run.type("\x03");
    (void)run.read_to_end();
}

TEST(PerthRunOnATerminal, LetsOnlyHarmlessSequencesThrough) {
    OnTerminal run(on_board("paints"), 80);
    const std::string text = run.read_to_end();
    EXPECT_THAT(text, HasSubstr("\x1b[31mred\x1b[0m plain\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b]")));
    EXPECT_THAT(text, Not(HasSubstr("\x1b[6n")));
}

TEST(PerthRunOnATerminal, PassesWholeLinesWhereThereAre20Columns) {
    OnTerminal run(on_board("resets"), 20);
    EXPECT_EQ(run.read_to_end(),
              "one\r\n"
              "--- board restarted ---\r\n"
              "two, cut\r\n"
              "--- board restarted ---\r\n"
              "three\r\n"
              "the firmware ended with code 0\r\n");
    EXPECT_EQ(run.exit_code(), 0);
}

TEST(PerthRunOnATerminal, HasAMenuBehindCtrlT) {
    OnTerminal run(on_board("prompts"), 80);
    (void)read_until(run.fd(), "> ");
    run.type("\x14h");
    EXPECT_EQ(read_until(run.fd(), "this help\r\n"),
              "\r\n"
              "keys behind Ctrl-T (Ctrl-T twice sends it):\r\n"
              "  q  quit\r\n"
              "  p  pause the output, go on\r\n"
              "  t  timestamps: none, iso, delta, uptime\r\n"
              "  x  hexadecimal, text\r\n"
              "  l  start, stop the log\r\n"
              "  c  clear the screen\r\n"
              "  i  statistics\r\n"
              "  h  this help\r\n");
    run.type("\x14\x14");
    EXPECT_EQ(read_until(run.fd(), "]"), "[]");  // what the terminal may see of it
    run.type("\x14xab");
    EXPECT_THAT(read_until(run.fd(), "|[a][b]"), HasSubstr("--- hexadecimal ---\r\n"));
    run.type("\x14q");
    (void)run.read_to_end();
    EXPECT_EQ(run.exit_code(), 0);
}

TEST(PerthRunOnATerminal, PausesAndGoesOn) {
    OnTerminal run(on_board("prompts"), 80);
    (void)read_until(run.fd(), "> ");
    run.type("\x14p");
    (void)read_until(run.fd(), "--- paused: Ctrl-T p goes on ---\r\n");
    run.type("a");
    pollfd entry{.fd = run.fd(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&entry, 1, 200), 0);
    run.type("\x14p");
    EXPECT_EQ(read_until(run.fd(), "[a]"), "[a]");
    run.type("\x14q");
    (void)run.read_to_end();
    EXPECT_EQ(run.exit_code(), 0);
}

}  // namespace
}  // namespace perth::cli
