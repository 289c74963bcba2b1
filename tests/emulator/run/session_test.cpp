#include "cli/console/session.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/support/error.hpp"
#include "session.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Reason = Ending::Reason;

/// Far more than any of these sessions takes.
constexpr std::chrono::microseconds ample = 30s;

Outcome run_until(const std::string& image, const char* expression) {
    ConsoleView view(false, Pattern(expression, "--until"));
    const Handle nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    return run_image(image, view, {.limit = ample, .in = nothing.get(), .out = -1, .mark = {}});
}

Outcome run_for(const std::string& image, std::chrono::microseconds limit,
                bool for_terminal = false) {
    ConsoleView view(for_terminal, std::nullopt);
    const Handle nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    return run_image(image, view, {.limit = limit, .in = nothing.get(), .out = -1, .mark = {}});
}

TEST(Session, ShowsTheConsoleFromItsFirstByte) {
    EXPECT_EQ(run_for("ends_0", ample).shown, "first line\nsecond line\n");
}

TEST(Session, TellsTheFirmwaresOwnExitCode) {
    for (const int code : {0, 1, 7, 137}) {
        const Outcome outcome = run_for("ends_" + std::to_string(code), ample);
        EXPECT_EQ(outcome.ending.reason, Reason::exit);
        EXPECT_EQ(outcome.ending.code, code);
    }
}

TEST(Session, EndsBehindTheLineThatMatches) {
    const Outcome outcome = run_until("ends_7", "^first");
    EXPECT_EQ(outcome.ending.reason, Reason::until);
    EXPECT_EQ(outcome.shown, "first line\n");
}

TEST(Session, EndsAtAPromptThatMatches) {
    const Outcome outcome = run_until("prompts", "^> $");
    EXPECT_EQ(outcome.ending.reason, Reason::until);
    EXPECT_EQ(outcome.shown, "ready\n> ");
}

TEST(Session, EndsAtAMatchWithinAFlood) {
    const Outcome outcome = run_until("floods", "jack");
    EXPECT_EQ(outcome.ending.reason, Reason::until);
    EXPECT_EQ(outcome.shown, "all work and no play makes jack a dull boy\n");
}

TEST(Session, EndsWhenTheTimeIsOverWhateverTheFirmwareDoes) {
    for (const char* image : {"sleeps", "floods"}) {
        EXPECT_EQ(run_for(image, 300ms).ending.reason, Reason::time) << image;
    }
}

TEST(Session, MarksAResetExactlyWhereItHappened) {
    const Outcome outcome = run_for("resets", ample);
    EXPECT_EQ(outcome.shown,
              "one\n"
              "--- board restarted ---\n"
              "two, cut--- board restarted ---\n"
              "three\n");
    EXPECT_EQ(outcome.ending.reason, Reason::exit);
    EXPECT_EQ(outcome.ending.code, 0);
}

TEST(Session, TakesADumpForAPanicHoweverTheFirmwareGoesOn) {
    for (const char* image : {"panics_and_ends", "panics_and_halts", "panics_and_resets"}) {
        const Outcome outcome = run_for(image, ample);
        EXPECT_EQ(outcome.ending.reason, Reason::panic) << image;
        EXPECT_THAT(outcome.shown, StartsWith("working\n@perth panic frame pool full: 128 64\n"));
        EXPECT_THAT(outcome.shown, HasSubstr("\n@perth end\n")) << image;
    }
    EXPECT_EQ(run_for("panics_and_ends", ample).ending.code, 1);
    EXPECT_EQ(run_for("panics_and_halts", ample).ending.code, std::nullopt);
}

TEST(Session, TellsALockupByTheSignalAndQemusWords) {
    const Outcome outcome = run_for("locks_up", ample);
    EXPECT_EQ(outcome.ending.reason, Reason::signal);
    EXPECT_EQ(outcome.ending.signal, SIGABRT);
    EXPECT_THAT(outcome.ending.words, HasSubstr("Lockup: can't escalate"));
    EXPECT_EQ(outcome.shown, "about to lock up\n");
}

TEST(Session, LetsOnlyHarmlessSequencesReachATerminal) {
    EXPECT_EQ(run_for("paints", ample, true).shown, "\x1b[31mred\x1b[0m plain\n");
}

TEST(Session, SendsTheInputToTheFirmware) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const Handle in(ends[0]);
    Handle keys(ends[1]);
    ASSERT_EQ(::write(keys.get(), "abc", 3), 3);
    keys.close();  // the end of the input is not the end of the session
    ConsoleView view(false, Pattern("\\[c\\]", "--until"));
    const Outcome outcome =
        run_image("prompts", view, {.limit = ample, .in = in.get(), .out = -1, .mark = {}});
    EXPECT_EQ(outcome.ending.reason, Reason::until);
    EXPECT_EQ(outcome.shown, "ready\n> [a][b][c]");
}

TEST(QemuGuest, SaysInQemusWordsWhyItDidNotStart) {
    QemuPlan plan = test_image("ends_0");
    plan.machine = "toaster";
    try {
        const QemuGuest guest(plan);
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_THAT(error.text(), StartsWith("error: QEMU did not start the machine toaster\n  "));
        EXPECT_THAT(error.text(), HasSubstr("qemu-system-arm: unsupported machine type\n"));
    }
}

}  // namespace
}  // namespace perth::cli
