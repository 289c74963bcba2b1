#include "cli/agent/micropython_repl.hpp"

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

/// A board at its raw prompt that takes this source in raw-paste mode and answers so at its end.
std::vector<DialogueStream::Turn> pasting(const std::string& source, const std::string& answer,
                                          const std::string& start = "R\x01\x80\x00\x01"s) {
    return {{"\x05\x41\x01", start}, {source + "\x04", answer}};
}

/// The same with a board that does not know raw-paste mode.
std::vector<DialogueStream::Turn> plain(const std::string& source, const std::string& answer) {
    return {{"\x05\x41\x01", banner}, {source + "\x04", answer}};
}

std::string error_of_run(std::vector<DialogueStream::Turn> turns, const std::string& source) {
    DialogueStream stream(std::move(turns));
    RawRepl repl(stream);
    return error_text([&] { (void)repl.run(source); });
}

TEST(MicroPythonRepl, InterruptsTheProgramAndComesToTheRawPrompt) {
    DialogueStream stream({{"\r\x03", "\r\nKeyboardInterrupt: \r\n>>> "}, {"\r\x01", banner}});
    RawRepl repl(stream);
    repl.enter();
    EXPECT_EQ(stream.heard(), "\r\x03\r\x03\r\x01");
}

TEST(MicroPythonRepl, TakesAPromptWhoseLineEndsWereDoubled) {
    DialogueStream stream({{"\r\x01", "\r\nraw REPL; CTRL-B to exit\r\r\n>"}});
    RawRepl repl(stream);
    repl.enter();
    EXPECT_EQ(stream.heard(), "\r\x03\r\x03\r\x01");
}

TEST(MicroPythonRepl, TriesAgainWithAProgramThatCatchesTheInterrupt) {
    DialogueStream stream({{"\r\x01", "still busy\r\n"}, {"\r\x01", banner}});
    RawRepl repl(stream);
    repl.enter();
    EXPECT_EQ(stream.heard(), "\r\x03\r\x03\r\x01\r\x03\r\x03\r\x01");
}

TEST(MicroPythonRepl, SaysThatNothingAnswers) {
    DialogueStream stream({});
    RawRepl repl(stream);
    EXPECT_EQ(error_text([&] { repl.enter(); }),
              "error: no MicroPython answers at /dev/ttyACM0\n"
              "  nothing came in 10 s\n"
              "  hint: press the board's reset button and run the same command again");
}

TEST(MicroPythonRepl, SaysWhatCameInsteadOfAPrompt) {
    DialogueStream stream({{"\r\x01", "a"}, {"\r\x01", "b"}, {"\r\x01", "c"}, {"\r\x01", "$ ls"}});
    RawRepl repl(stream);
    EXPECT_EQ(error_text([&] { repl.enter(); }),
              "error: no MicroPython answers at /dev/ttyACM0\n"
              "  what came is no raw REPL: $ ls\n"
              "  hint: press the board's reset button and run the same command again");
}

TEST(MicroPythonRepl, IsNotTakenInByALineThatEchoes) {
    DialogueStream stream({{"\r\x01", "\r\x03\r\x03\r\x01"}});
    RawRepl repl(stream);
    EXPECT_EQ(error_exit([&] { repl.enter(); }), Exit::device_error);
}

TEST(MicroPythonRepl, ResetsThroughWhatBootPrints) {
    DialogueStream stream({{"\x04", "OK\r\nMPY: soft reboot\r\nwifi up\r\n" + banner}});
    RawRepl repl(stream);
    repl.reset();
    EXPECT_EQ(stream.heard(), "\x04");
}

TEST(MicroPythonRepl, InterruptsABootThatGoesOnAndOn) {
    DialogueStream stream({{"\x04", "OK\r\nMPY: soft reboot\r\nwaiting\r\n"}, {"\r\x01", banner}});
    RawRepl repl(stream);
    repl.reset();
    EXPECT_EQ(stream.heard(), "\x04\r\x03\r\x03\r\x01");
}

TEST(MicroPythonRepl, RunsSourceInRawPasteMode) {
    DialogueStream stream(pasting("print(123)",
                                  "\x04"
                                  "123\r\n\x04\x04>"));
    RawRepl repl(stream);
    const auto reply = repl.run("print(123)");
    EXPECT_EQ(reply.out, "123\r\n");
    EXPECT_EQ(reply.error, "");
    EXPECT_EQ(repl.traffic().sent, 14U);
    EXPECT_EQ(repl.traffic().received, 14U);
}

TEST(MicroPythonRepl, RunsSourceInTheRawReplOfOldFirmware) {
    auto turns = plain("print(1+1)", "OK2\r\n\x04\x04>");
    turns.push_back({"print(2)\x04", "OK2\r\n\x04\x04>"});
    DialogueStream stream(turns);
    RawRepl repl(stream);
    EXPECT_EQ(repl.run("print(1+1)").out, "2\r\n");
    EXPECT_EQ(repl.run("print(2)").out, "2\r\n");
    // It is asked once.
    EXPECT_EQ(stream.heard(), "\x05\x41\x01print(1+1)\x04print(2)\x04");
}

TEST(MicroPythonRepl, RunsSourceWhereRawPasteIsDeclined) {
    DialogueStream stream({{"\x05\x41\x01", "R\x00>"s}, {"print(7)\x04", "OK7\r\n\x04\x04>"}});
    RawRepl repl(stream);
    EXPECT_EQ(repl.run("print(7)").out, "7\r\n");
}

TEST(MicroPythonRepl, ReturnsTheTracebackApartFromTheOutput) {
    const std::string traceback =
        "Traceback (most recent call last):\r\n  File \"<stdin>\", line 1, in <module>\r\n"
        "ZeroDivisionError: divide by zero\r\n";
    DialogueStream stream(plain("1/0", "OK\x04" + traceback + "\x04>"));
    RawRepl repl(stream);
    const auto reply = repl.run("1/0");
    EXPECT_EQ(reply.out, "");
    EXPECT_EQ(reply.error, traceback);
}

TEST(MicroPythonRepl, SendsNoMoreThanTheWindowAllows) {
    const std::string piece(32, 'x');
    // A window of 0x20, and no credit beyond it until 32 bytes have come.
    DialogueStream stream({{"\x05\x41\x01", "R\x01\x20\x00"s},
                           {piece, "\x01"},
                           {piece, "\x01\x01"},
                           {piece + "yy\x04", "\x01\x04\x04\x04>"}});
    RawRepl repl(stream);
    (void)repl.run(piece + piece + piece + "yy");
    EXPECT_TRUE(stream.is_done());
}

TEST(MicroPythonRepl, StopsSendingWhenTheCompilerHasSeenAnError) {
    const std::string traceback = "Traceback\r\nSyntaxError: invalid syntax\r\n";
    DialogueStream stream({{"\x05\x41\x01", "R\x01\x08\x00"s},
                           {"def (\n12", "\x04"},
                           {"\x04", "\x04" + traceback + "\x04>"}});
    RawRepl repl(stream);
    const auto reply = repl.run("def (\n1234567890123456789012345678901234567890");
    EXPECT_EQ(reply.error, traceback);
    EXPECT_EQ(stream.heard(),
              "\x05\x41\x01"
              "def (\n12\x04");
}

TEST(MicroPythonRepl, PassesOverCreditsThatComeLate) {
    DialogueStream stream(pasting("x=1", "\x01\x01\x04\x04\x04>"));
    RawRepl repl(stream);
    EXPECT_EQ(repl.run("x=1").out, "");
}

TEST(MicroPythonRepl, ReturnsAnInterruptAsAnException) {
    DialogueStream stream(pasting("a=1\n", "\x04\x04KeyboardInterrupt: \r\n\x04>"));
    RawRepl repl(stream);
    EXPECT_EQ(repl.run("a=1\n").error, "KeyboardInterrupt: \r\n");
}

struct Broken {
    std::string name;
    std::vector<DialogueStream::Turn> turns;
    std::string error;
};

class MicroPythonReplBroken : public testing::TestWithParam<Broken> {};

TEST_P(MicroPythonReplBroken, Complains) {
    EXPECT_EQ(error_of_run(GetParam().turns, "x=1"), GetParam().error);
}

const std::string again = "\n  hint: run the same command again: what was copied is kept";

std::string answered(const std::string& byte, const std::string& due) {
    return "error: the MicroPython at /dev/ttyACM0 answered with " + byte + "\n  due was " + due +
           again;
}

const std::string silent =
    "error: the MicroPython at /dev/ttyACM0 does not answer any more\n  nothing came for 10 s" +
    again;

INSTANTIATE_TEST_SUITE_P(
    Answers, MicroPythonReplBroken,
    testing::Values(
        Broken{"NothingToTheQuestion", {}, silent},
        Broken{"HalfAnAnswer", {{"\x05\x41\x01", "R"}}, silent},
        Broken{"AnotherByte",
               {{"\x05\x41\x01", "x"}},
               answered("78", "52 (R), or the raw REPL's banner")},
        Broken{"AnotherSecondByte",
               {{"\x05\x41\x01", "R\x02"}},
               answered("52", "52 (R), or the raw REPL's banner")},
        Broken{
            "NoPromptAfterDeclining", {{"\x05\x41\x01", "R\x00?"s}}, answered("3f", "the prompt")},
        Broken{"OldFirmwareWithoutPrompt", {{"\x05\x41\x01", "raw REPL; CTRL-B"}}, silent},
        Broken{"WindowOfNothing", pasting("x=1", "", "R\x01\x00\x00"s),
               answered("00", "a window to send in")},
        Broken{"HalfAWindow", pasting("x=1", "", "R\x01\x20"s), silent},
        Broken{"NoCredit", pasting("x=1", "", "R\x01\x02\x00"s), silent},
        Broken{"ByteWhileSending", pasting("x=1", "", "R\x01\x80\x00Z"s),
               answered("5a", "01 or 04 while source is sent")},
        Broken{"ByteAfterSending", pasting("x=1", "Z"),
               answered("5a", "01 or 04 while source is sent")},
        Broken{"NoEndOfSource", pasting("x=1", "\x01"), silent},
        Broken{"NoEndOfOutput", pasting("x=1", "\x04out"), silent},
        Broken{"NoEndOfTraceback", pasting("x=1", "\x04\x04Trace"), silent},
        Broken{"NoPrompt", pasting("x=1", "\x04\x04\x04"), silent},
        Broken{"AnotherPrompt", pasting("x=1", "\x04\x04\x04$"), answered("24", "the prompt")},
        Broken{"PlainWithoutOk", plain("x=1", "NO"), answered("4e", "OK")},
        Broken{"PlainHalfOk", plain("x=1", "O"), silent},
        Broken{"OutputWithoutEnd", pasting("x=1", "\x04" + std::string((1 << 20) + 1, 'a')),
               answered("61", "an end of what it prints")}),
    [](const auto& info) { return info.param.name; });

TEST(MicroPythonRepl, RestartsTheProgram) {
    DialogueStream stream({{"\r\x02", "\r\nMicroPython v1.22\r\n>>> "},
                           {"\x04", "\r\nMPY: soft reboot\r\nhello\r\n"}});
    RawRepl repl(stream);
    EXPECT_TRUE(repl.restart());
    EXPECT_EQ(stream.heard(), "\r\x02\x04");
}

TEST(MicroPythonRepl, TellsThatABoardDidNotSayItRestarts) {
    DialogueStream stream({});
    RawRepl repl(stream);
    EXPECT_FALSE(repl.restart());
}

TEST(MicroPythonRepl, LeavesFromTheMiddleOfASource) {
    DialogueStream stream({});
    RawRepl repl(stream);
    repl.leave();
    EXPECT_EQ(stream.heard(), "\x03\x03\r\x02");
}

}  // namespace
}  // namespace perth::cli
