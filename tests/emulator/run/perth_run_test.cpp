// `perth run` as a program: exit codes, texts, signals, streams.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "perth.hpp"

namespace perth::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(PerthRun, ShowsTheConsoleAndEndsWithTheFirmware) {
    const Finished done = run({.args = on_board("ends_0")});
    EXPECT_EQ(done.out, "first line\nsecond line\n");
    EXPECT_EQ(done.err, "the firmware ended with code 0\n");
    EXPECT_EQ(done.exit_code, 0);
}

TEST(PerthRun, FailsWithTheFirmwareAndNamesItsCode) {
    for (const std::string code : {"1", "7", "137"}) {
        const Finished done = run({.args = on_board("ends_" + code)});
        EXPECT_EQ(done.out, "first line\nsecond line\n");
        EXPECT_EQ(done.err, "error: the firmware ended with code " + code + "\n");
        EXPECT_EQ(done.exit_code, 1);
    }
}

TEST(PerthRun, SucceedsAtTheLineThatMatches) {
    const Finished done = run({.args = on_board("ends_7", {"--until", "^first", "--for", "30s"})});
    EXPECT_EQ(done.out, "first line\n");
    EXPECT_EQ(done.err, "stopped: a line matched '^first'\n");
    EXPECT_EQ(done.exit_code, 0);
}

TEST(PerthRun, FailsWhenNoLineMatchesInTime) {
    const Finished done = run({.args = on_board("sleeps", {"--until", "PASS", "--for", "300ms"})});
    EXPECT_EQ(done.out, "asleep\n");
    EXPECT_EQ(done.err,
              "error: no line matched 'PASS' within 300ms\n"
              "  the last line was: asleep\n"
              "  hint: give it more time with --for\n");
    EXPECT_EQ(done.exit_code, 1);
}

TEST(PerthRun, EndsWellWhenOnlyTheTimeWasAskedFor) {
    const Finished done = run({.args = on_board("sleeps", {"--for", "0.3s", "-q"})});
    EXPECT_EQ(done.out, "asleep\n");
    EXPECT_EQ(done.err, "");
    EXPECT_EQ(done.exit_code, 0);
}

TEST(PerthRun, PrintsOneJsonDocumentAndTheConsoleOnStderr) {
    const Finished good = run({.args = on_board("ends_0", {"--json"})});
    EXPECT_EQ(good.out,
              R"({"board":"pyboard-v11","emulator":"qemu","exit":{"reason":"exit","code":0}})"
              "\n");
    EXPECT_EQ(good.err, "first line\nsecond line\nthe firmware ended with code 0\n");
    const Finished bad = run({.args = on_board("ends_7", {"--json"})});
    EXPECT_EQ(bad.out,
              R"({"error":{"code":1,"what":"the firmware ended with code 7","why":"","hint":"",)"
              R"("result":{"board":"pyboard-v11","emulator":"qemu",)"
              R"("exit":{"reason":"exit","code":7}}}})"
              "\n");
    EXPECT_EQ(bad.exit_code, 1);
}

TEST(PerthRun, TellsTheEmulatorsCommandWhenVerbose) {
    const Finished done = run({.args = on_board("ends_0", {"-v"})});
    EXPECT_THAT(done.err, HasSubstr("/qemu-system-arm -M netduinoplus2 -nodefaults "));
    EXPECT_THAT(done.err, HasSubstr(" -kernel " + image("ends_0") + "\n"));
}

TEST(PerthRun, MarksAResetOnStderr) {
    const Finished done = run({.args = on_board("resets")});
    EXPECT_EQ(done.out, "one\ntwo, cutthree\n");
    EXPECT_EQ(done.err,
              "--- board restarted ---\n"
              "--- board restarted ---\n"
              "the firmware ended with code 0\n");
}

TEST(PerthRun, TellsAPanic) {
    const Finished done = run({.args = on_board("panics_and_halts")});
    EXPECT_THAT(done.out, StartsWith("working\n@perth panic"));
    EXPECT_EQ(done.err,
              "error: the firmware panicked: frame pool full: 128 64\n"
              "  build 1a2b3c4d5e6f\n"
              "  task 3 08000abc\n"
              "  pc 08000123\n"
              "  it was stopped\n");
    EXPECT_EQ(done.exit_code, 1);
}

TEST(PerthRun, TellsALockupInQemusWords) {
    const Finished done = run({.args = on_board("locks_up")});
    EXPECT_THAT(done.err,
                StartsWith("error: the firmware locked up: a fault inside its fault handler\n"
                           "  qemu: fatal: Lockup: can't escalate 3 to HardFault"));
    EXPECT_EQ(done.exit_code, 1);
}

TEST(PerthRun, GivesAFileNoSemihostingUnlessAsked) {
    // Without it the exit call is a fault, and this image's handler faults, too.
    const Finished done =
        run({.args = perth_run({"-b", "pyboard-v11", image("ends_0"), "--for", "5s"})});
    EXPECT_THAT(done.err, StartsWith("error: the firmware locked up"));
}

TEST(PerthRun, EndsAtCtrlCAndLeavesNothingBehind) {
    const Folder folder;
    const std::string elf = (folder.path() / "sleeps é,b.elf").string();
    std::filesystem::copy_file(image("sleeps"), elf);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const Handle out(ends[0]);
    Handle log(ends[1]);
    Child child({.args = perth_run({"-b", "pyboard-v11", elf})}, log.get());
    log.close();
    EXPECT_EQ(read_until(out.get(), "asleep\n"), "asleep\n");
    EXPECT_EQ(processes_with(elf), 2);
    ::kill(child.pid(), SIGINT);
    EXPECT_EQ(child.wait(), 130);
    EXPECT_EQ(processes_with(elf), 0);
}

TEST(PerthRun, LeavesNoEmulatorBehindWhenItIsKilled) {
    const Folder folder;
    const std::string elf = (folder.path() / "floods.elf").string();
    std::filesystem::copy_file(image("floods"), elf);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const Handle out(ends[0]);
    Handle log(ends[1]);
    Child child({.args = perth_run({"-b", "pyboard-v11", elf})}, log.get());
    log.close();
    (void)read_until(out.get(), "all work");
    ::kill(child.pid(), SIGKILL);
    EXPECT_EQ(child.wait(), 137);
    for (int i = 0; i < 200 && processes_with(elf) > 0; ++i) ::usleep(10'000);
    EXPECT_EQ(processes_with(elf), 0);
}

TEST(PerthRun, EndsQuietlyWhenNobodyReadsOn) {
    const std::string line = "\"$0\" run -b pyboard-v11 \"$1\" | head -n 1";
    const Finished silent = run({.args = {"sh", "-c", line, PERTH_PROGRAM, image("sleeps")}});
    EXPECT_EQ(silent.out, "asleep\n");
    EXPECT_EQ(silent.err, "");
    const Finished busy = run({.args = {"sh", "-c", line, PERTH_PROGRAM, image("floods")}});
    EXPECT_EQ(busy.out, "all work and no play makes jack a dull boy\n");
    EXPECT_EQ(busy.err, "");
}

TEST(PerthRun, SaysThatTheDiskIsFull) {
    const Finished done = run({.args = {"sh", "-c",
                                        "exec \"$0\" run -b pyboard-v11 \"$1\" "
                                        ">/dev/full",
                                        PERTH_PROGRAM, image("sleeps")}});
    EXPECT_EQ(done.err,
              "error: cannot write the console's text to stdout\n"
              "  No space left on device\n");
    EXPECT_EQ(done.exit_code, 1);
}

TEST(PerthRun, NamesThePackageWhereQemuIsMissing) {
    const Finished done = run({.args = on_board("ends_0"), .environment = {{"PATH", "/nowhere"}}});
    EXPECT_EQ(done.err,
              "error: QEMU for Arm is not installed\n"
              "  there is no qemu-system-arm on the PATH\n"
              "  hint: sudo apt install qemu-system-arm\n");
    EXPECT_EQ(done.exit_code, 4);
}

TEST(PerthRun, GivesTheWordsOfAQemuThatDies) {
    const Folder folder;
    (void)folder.script("qemu-system-arm", "echo 'qemu-system-arm: boom' >&2\nexit 3\n");
    const Finished done =
        run({.args = on_board("ends_0"), .environment = {{"PATH", folder.path().string()}}});
    EXPECT_EQ(done.err,
              "error: QEMU did not start the machine netduinoplus2\n"
              "  qemu-system-arm: boom\n");
    EXPECT_EQ(done.exit_code, 1);
}

TEST(PerthRun, SaysThatAQemuDiedWithoutAWord) {
    const Folder folder;
    (void)folder.script("qemu-system-arm", "exit 0\n");
    const Finished done =
        run({.args = on_board("ends_0"), .environment = {{"PATH", folder.path().string()}}});
    EXPECT_EQ(done.err,
              "error: QEMU did not start the machine netduinoplus2\n"
              "  qemu-system-arm ended at once\n");
}

TEST(PerthRun, NamesTheNearestBoardWhereThereIsNoEmulator) {
    const Folder folder;
    const auto boards = folder.path() / "perth" / "boards";
    std::filesystem::create_directories(boards);
    std::ofstream(boards / "toaster.json")
        << R"({"title": "Toaster", "inherits": "pyboard-v11", "emulator": null, )"
        << R"("source": "none"})";
    const Finished done = run({.args = perth_run({"-b", "toaster", image("ends_0")}),
                               .environment = {{"XDG_CONFIG_HOME", folder.path().string()}}});
    EXPECT_EQ(done.err,
              "error: board toaster has no emulator\n"
              "  the nearest board that has one is netduino-plus-2\n"
              "  hint: perth run -b netduino-plus-2\n");
    EXPECT_EQ(done.exit_code, 4);
}

TEST(PerthRun, WantsABoardForAFileOutsideAProject) {
    const Finished done = run({.args = perth_run({"x.elf"}), .folder = "/"});
    EXPECT_EQ(done.err,
              "error: no board given to run x.elf on\n"
              "  hint: perth run -b BOARD x.elf\n");
    EXPECT_EQ(done.exit_code, 2);
}

TEST(PerthRun, RefusesWrongUseBeforeAnythingRuns) {
    const Finished duration = run({.args = on_board("ends_0", {"--for", "5"})});
    EXPECT_THAT(duration.err, StartsWith("error: --for: '5' is not a duration\n"));
    EXPECT_EQ(duration.exit_code, 2);
    const Finished expression = run({.args = on_board("ends_0", {"--until", "("})});
    EXPECT_THAT(expression.err, StartsWith("error: --until: '(' is not a regular expression\n"));
    EXPECT_EQ(expression.exit_code, 2);
    EXPECT_EQ(duration.out + expression.out, "");
}

TEST(PerthRunOnHost, TellsTheFirmwareItsTimeAndPassesInputAndCode) {
    const Folder folder;
    const std::string program = folder.script(
        "firmware",
        "echo \"for $PERTH_FOR_US real $PERTH_REALTIME\"\nread x\necho got $x\nexit 3\n");
    const Finished bounded =
        run({.args = perth_run({"-b", "host", "--for", "1.5s", program}), .input = "hello\n"});
    EXPECT_EQ(bounded.out, "for 1500000 real \ngot hello\n");
    EXPECT_EQ(bounded.err, "error: the firmware ended with code 3\n");
    EXPECT_EQ(bounded.exit_code, 1);
    const Finished paced = run({.args = perth_run({"-b", "host", program}), .input = "hello\n"});
    EXPECT_EQ(paced.out, "for  real 1\ngot hello\n");
}

TEST(PerthRunOnHost, TellsWhenTheFirmwaresOwnTimeIsOver) {
    const Folder folder;
    const std::string program = folder.script("firmware", "echo up\nkill -ALRM $$\n");
    const Finished done = run({.args = perth_run({"-b", "host", "--for", "2h", program})});
    EXPECT_EQ(done.out, "up\n");
    EXPECT_EQ(done.err, "stopped after 2h\n");
    EXPECT_EQ(done.exit_code, 0);
    const Finished missed =
        run({.args = perth_run({"-b", "host", "--for", "2h", "--until", "never", program})});
    EXPECT_EQ(missed.err,
              "error: no line matched 'never' within 2h\n"
              "  the last line was: up\n"
              "  hint: give it more time with --for\n");
    EXPECT_EQ(missed.exit_code, 1);
}

TEST(PerthRunOnHost, StopsAFirmwareThatPrintsWithoutEnd) {
    const Folder folder;
    const std::string program = folder.script("firmware", "while :; do echo y; done\n");
    const Finished done =
        run({.args = perth_run({"-b", "host", "--until", "^y$", program, "--json"})});
    EXPECT_EQ(done.out,
              R"({"board":"host","emulator":"host","exit":{"reason":"until","code":null}})"
              "\n");
    EXPECT_EQ(done.err, "y\nstopped: a line matched '^y$'\n");
    EXPECT_EQ(processes_with(program), 0);
}

TEST(PerthRunOnHost, TellsTheSignalThatEndedTheFirmware) {
    const Folder folder;
    const std::string program = folder.script("firmware", "echo up\nkill -SEGV $$\n");
    const Finished done = run({.args = perth_run({"-b", "host", program})});
    EXPECT_EQ(done.out, "up\n");
    EXPECT_EQ(done.err, "error: the firmware was ended by signal 11 (Segmentation fault)\n");
    EXPECT_EQ(done.exit_code, 1);
}

}  // namespace
}  // namespace perth::cli
