#include "cli/agent/shell_client.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/cli/error_text.hpp"
#include "tests/fakes/dialogue_stream.hpp"

namespace perth::cli {
namespace {

using fakes::DialogueStream;
using namespace std::string_literals;

const std::string banner = "raw REPL; CTRL-B to exit\r\n>";
const std::string ask = "\x05\x41\x01";
const std::string accepted = "R\x01\x00\x02\x01"s;

/// What comes of one command.
struct Ran {
    std::string output;
    std::string error;
};

Ran run(DialogueStream& stream, const std::string& command) {
    ShellClient client(stream, "ttyX");
    Ran ran;
    ran.error = client.run(command, [&](std::string_view output) { ran.output += output; });
    return ran;
}

std::string complaint(std::vector<DialogueStream::Turn> turns, const std::string& command = "1") {
    DialogueStream stream(std::move(turns));
    return error_text([&] { (void)run(stream, command); });
}

TEST(ShellClient, ComesToTheRawPrompt) {
    DialogueStream stream({{"\x03\x01", "\n--> \n" + banner}});
    ShellClient(stream, "ttyX").enter();
    EXPECT_EQ(stream.heard(), "\x03\x01");
}

TEST(ShellClient, TakesABannerWhoseLineEndsWereDoubled) {
    DialogueStream stream({{"\x03\x01", "raw REPL; CTRL-B to exit\r\r\n>"}});
    ShellClient(stream, "ttyX").enter();
}

TEST(ShellClient, TriesAgainWithAFirmwareThatHasJustStarted) {
    DialogueStream stream(
        {{"\x03\x01", ""}, {"\x03\x01", "-- it 0.1.0, build 1\n"}, {"\x03\x01", banner}});
    ShellClient(stream, "ttyX").enter();
    EXPECT_EQ(stream.heard(), "\x03\x01\x03\x01\x03\x01");
}

TEST(ShellClient, SaysThatNoShellAnswers) {
    const std::string hint =
        "\n  hint: is it the right port and rate, and does the firmware there run a perth::Shell? "
        "perth new -t shell makes one";
    DialogueStream silent({});
    EXPECT_EQ(error_text([&] { ShellClient(silent, "ttyX").enter(); }),
              "error: no shell answers at ttyX\n  nothing came" + hint);
    DialogueStream other(
        {{"\x03\x01", ""}, {"\x03\x01", ""}, {"\x03\x01", ""}, {"\x03\x01", "count 1"}});
    EXPECT_EQ(error_text([&] { ShellClient(other, "ttyX").enter(); }),
              "error: no shell answers at ttyX\n  what came is no raw mode: count 1" + hint);
}

TEST(ShellClient, RunsACommand) {
    DialogueStream stream({{ask, accepted},
                           {"1+1\x04",
                            "\x04"
                            "2\n\x04\x04>"}});
    const Ran ran = run(stream, "1+1");
    EXPECT_EQ(ran.output, "2\n");
    EXPECT_EQ(ran.error, "");
    EXPECT_EQ(stream.heard(), ask + "1+1\x04");
}

TEST(ShellClient, ReturnsWhatWentWrong) {
    DialogueStream stream({{ask, accepted},
                           {"1/0\x04",
                            "\x04\x04"
                            "DivideByZero: the divisor is 0\r\n\x04>"}});
    const Ran ran = run(stream, "1/0");
    EXPECT_EQ(ran.output, "");
    EXPECT_EQ(ran.error, "DivideByZero: the divisor is 0");
}

TEST(ShellClient, LetsOtherTasksPrintAnywhere) {
    DialogueStream stream({{ask, "Ready\nR" + accepted + "tick\n"},
                           {"1\x04",
                            "tock\n\x04"
                            "a\n\x04"
                            "b\n\x04"
                            "c\n>"}});
    const Ran ran = run(stream, "1");
    EXPECT_EQ(ran.output, "a\n");
    EXPECT_EQ(ran.error, "b");
}

TEST(ShellClient, SendsNoMoreThanTheWindows) {
    const std::string command(1500, '#');
    DialogueStream stream({{ask, accepted},  // two of them
                           {std::string(1024, '#'), "\x01"},
                           {std::string(476, '#') + "\x04", "\x04\x04\x04>"}});
    EXPECT_EQ(run(stream, command).error, "");
    EXPECT_TRUE(stream.is_done());
}

TEST(ShellClient, StopsWhereTheShellDoes) {
    DialogueStream stream({{ask, accepted},
                           {std::string(512, '#'), "\x04"},
                           {"\x04",
                            "\x04"
                            "MemoryError: too long\n\x04>"}});
    EXPECT_EQ(run(stream, std::string(2000, '#')).error, "MemoryError: too long");
    EXPECT_LT(stream.heard().size(), 1200U);
}

TEST(ShellClient, EndsACommandThatItLeaves) {
    DialogueStream stream({});
    ShellClient(stream, "ttyX").leave();
    EXPECT_EQ(stream.heard(), "\x03\x02\r");
}

TEST(ShellClient, SaysWhatIsNoShell) {
    EXPECT_EQ(complaint({{ask, "R\x00>"s}}),
              "error: what answers at ttyX is no shell of perth's\n"
              "  due was raw paste, which it does not know");
    EXPECT_EQ(complaint({{ask, "R\x01\x00\x00"s}}),
              "error: what answers at ttyX is no shell of perth's\n  due was a window to send in");
    EXPECT_EQ(
        complaint({{ask, ""}}),
        "error: the shell at ttyX does not answer any more\n  what is due did not come in 5 s");
    EXPECT_EQ(
        complaint({{ask, accepted}}),
        "error: the shell at ttyX does not answer any more\n  what is due did not come in 5 s");
    EXPECT_EQ(complaint({{ask, accepted}}, std::string(1100, '#')),
              "error: what answers at ttyX is no shell of perth's\n  due was room for more");
    EXPECT_EQ(
        complaint({{ask, accepted}, {"1\x04", "\x04\x04" + std::string(5000, 'x')}}),
        "error: what answers at ttyX is no shell of perth's\n  due was an end of the error's text");
}

}  // namespace
}  // namespace perth::cli
