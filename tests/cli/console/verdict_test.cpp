#include "cli/console/verdict.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <string>

namespace perth::cli {
namespace {

using Reason = Ending::Reason;

ConsoleView view_of(const std::string& text) {
    ConsoleView view(false, std::nullopt);
    EXPECT_EQ(view.take(text), text);
    return view;
}

Ending ended(int code) { return {.reason = Reason::exit, .code = code, .signal = {}, .words = {}}; }

Ending ended_by(Reason reason) { return {.reason = reason, .code = {}, .signal = {}, .words = {}}; }

const Asked plain{.board = "pyboard-v11", .emulator = "qemu", .until = {}, .limit = {}};
const Asked until{.board = "pyboard-v11", .emulator = "qemu", .until = "PASS", .limit = "5s"};

std::string failure(const Ending& ending, const Asked& asked, const std::string& console = {}) {
    const auto error = failure_of(ending, view_of(console), asked);
    if (!error) return "none";
    EXPECT_EQ(error->parts().exit, Exit::failed);
    return error->text();
}

TEST(Verdict, IsGoodWhenTheFirmwareEndsWithZero) {
    EXPECT_EQ(failure(ended(0), plain), "none");
    EXPECT_EQ(summary_of(ended(0), plain), "the firmware ended with code 0");
}

TEST(Verdict, NamesTheFirmwaresOwnCode) {
    EXPECT_EQ(failure(ended(7), plain), "error: the firmware ended with code 7");
    EXPECT_EQ(failure(ended(7), until), "error: the firmware ended with code 7");
}

TEST(Verdict, CarriesTheResultForJson) {
    const auto error = failure_of(ended(7), view_of(""), plain);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->parts().result, json_of(ended(7), plain));
}

TEST(Verdict, AddsWhatTheEmulatorSaid) {
    Ending ending = ended(1);
    ending.words = "qemu-system-arm: out of memory";
    EXPECT_EQ(failure(ending, plain),
              "error: the firmware ended with code 1\n"
              "  qemu-system-arm: out of memory");
}

TEST(Verdict, IsGoodWhenALineMatched) {
    EXPECT_EQ(failure(ended_by(Reason::until), until), "none");
    EXPECT_EQ(summary_of(ended_by(Reason::until), until), "stopped: a line matched 'PASS'");
}

TEST(Verdict, NamesExpressionTimeAndLastLineWhenNoneMatched) {
    EXPECT_EQ(failure(ended_by(Reason::time), until, "one\ntwo \x1b[2J\x07\n"),
              "error: no line matched 'PASS' within 5s\n"
              "  the last line was: two \n"
              "  hint: give it more time with --for");
    EXPECT_EQ(failure(ended_by(Reason::time), until),
              "error: no line matched 'PASS' within 5s\n"
              "  the firmware printed nothing\n"
              "  hint: give it more time with --for");
}

TEST(Verdict, SaysThatTheFirmwareEndedWithoutAMatch) {
    EXPECT_EQ(failure(ended(0), until, "bye\n"),
              "error: no line matched 'PASS' before the firmware ended with code 0\n"
              "  the last line was: bye");
}

TEST(Verdict, TellsTheFirmwaresOwnEndFromTheEndOfItsTime) {
    const Asked host{.board = "host", .emulator = "host", .until = "PASS", .limit = "1h"};
    EXPECT_EQ(failure(ended(0), host, "bye\n"),
              "error: no line matched 'PASS' before the firmware ended with code 0\n"
              "  the last line was: bye");
    EXPECT_EQ(failure(ended_by(Reason::time), host, "bye\n"),
              "error: no line matched 'PASS' within 1h\n"
              "  the last line was: bye\n"
              "  hint: give it more time with --for");
}

TEST(Verdict, IsGoodWhenOnlyTheTimeWasAskedFor) {
    const Asked asked{.board = "b", .emulator = "qemu", .until = {}, .limit = "5s"};
    EXPECT_EQ(failure(ended_by(Reason::time), asked), "none");
    EXPECT_EQ(summary_of(ended_by(Reason::time), asked), "stopped after 5s");
}

TEST(Verdict, TellsAPanicByItsHeadlineAndPlaces) {
    const std::string dump =
        "@perth panic frame pool full: 128 64\n@perth build 1a2b\n@perth task 3 08000abc\n"
        "@perth pc 08000123\n@perth end\n";
    Ending ending = ended(1);
    ending.reason = Reason::panic;
    EXPECT_EQ(failure(ending, plain, dump),
              "error: the firmware panicked: frame pool full: 128 64\n"
              "  build 1a2b\n"
              "  task 3 08000abc\n"
              "  pc 08000123\n"
              "  it ended with code 1");
    EXPECT_EQ(failure(ended_by(Reason::panic), plain, "@perth fault BusFault\n@perth end\n"),
              "error: the firmware faulted: BusFault\n"
              "  it was stopped");
}

TEST(Verdict, TellsALockupInQemusWords) {
    Ending ending = ended_by(Reason::signal);
    ending.signal = SIGABRT;
    ending.words = "qemu: fatal: Lockup: can't escalate 3 to HardFault\n\nR00=00000000";
    EXPECT_EQ(failure(ending, plain),
              "error: the firmware locked up: a fault inside its fault handler\n"
              "  qemu: fatal: Lockup: can't escalate 3 to HardFault\n"
              "  \n"
              "  R00=00000000");
}

TEST(Verdict, TellsTheSignalThatEndedTheProcess) {
    Ending ending = ended_by(Reason::signal);
    ending.signal = SIGSEGV;
    EXPECT_EQ(failure(ending, {.board = "host", .emulator = "host", .until = {}, .limit = {}}),
              "error: the firmware was ended by signal 11 (Segmentation fault)");
    ending.signal = SIGKILL;
    EXPECT_EQ(failure(ending, plain), "error: the emulator was ended by signal 9 (Killed)");
}

TEST(Verdict, IsQuietWhenTheReaderHasGone) {
    EXPECT_EQ(failure(ended_by(Reason::closed), until), "none");
    EXPECT_EQ(summary_of(ended_by(Reason::closed), until), "");
}

TEST(Verdict, IsTheSameAsJson) {
    EXPECT_EQ(json_of(ended(7), plain),
              R"({"board":"pyboard-v11","emulator":"qemu","exit":{"reason":"exit","code":7}})");
    EXPECT_EQ(json_of(ended_by(Reason::time), until),
              R"({"board":"pyboard-v11","emulator":"qemu","exit":{"reason":"for","code":null}})");
}

}  // namespace
}  // namespace perth::cli
