#include "cli/support/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

#include "cli/support/files.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

Command shell(const std::string& script) { return {.args = {"sh", "-c", script}}; }

std::ptrdiff_t open_descriptors() {
    const fs::directory_iterator all("/proc/self/fd");
    return std::distance(fs::begin(all), fs::end(all));
}

bool has_children() { return ::waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD; }

// Whether the process whose number is in `file` is gone, given some time: it is not our child.
bool ends_soon(const fs::path& file) {
    const auto pid = static_cast<pid_t>(std::stol(read_file(file)));
    for (int i = 0; i < 2000; ++i) {
        std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
        std::string number, name, state;
        if (!(status >> number >> name >> state) || state == "Z") return true;
        ::usleep(1000);
    }
    return false;
}

TEST(Run, CapturesBothStreamsAndTheExitCode) {
    const Finished finished = run(shell("echo out; echo err >&2; exit 7"));
    EXPECT_EQ(finished.exit_code, 7);
    EXPECT_EQ(finished.out, "out\n");
    EXPECT_EQ(finished.err, "err\n");
}

TEST(Run, ASignalIsAnExitCodeAbove128) {
    EXPECT_EQ(run(shell("kill -KILL $$")).exit_code, 128 + SIGKILL);
    EXPECT_EQ(run(shell("kill -SEGV $$")).exit_code, 128 + SIGSEGV);
}

TEST(Run, PassesArgumentsThroughNoShell) {
    EXPECT_EQ(run({.args = {"printf", "%s|", "a b", "$HOME", "*", "", "\u00e9'\""}}).out,
              "a b|$HOME|*||\u00e9'\"|");
}

TEST(Run, WorksInTheFolderGiven) {
    const TemporaryFolder folder;
    EXPECT_EQ(run({.args = {"pwd"}, .folder = folder.path()}).out,
              fs::canonical(folder.path()).string() + "\n");
}

TEST(Run, AddsToTheEnvironmentAndReplacesInIt) {
    ::setenv("PERTH_TEST_OLD", "old", 1);
    ::setenv("PERTH_TEST_KEPT", "kept", 1);
    Command command = shell("echo $PERTH_TEST_OLD $PERTH_TEST_KEPT $PERTH_TEST_NEW");
    command.environment = {{"PERTH_TEST_OLD", "replaced"}, {"PERTH_TEST_NEW", "new"}};
    EXPECT_EQ(run(command).out, "replaced kept new\n");
}

TEST(Run, SendsInputAndClosesIt) {
    EXPECT_EQ(run({.args = {"cat"}, .input = "hello"}).out, "hello");
}

TEST(Run, WithoutInputStdinIsAtItsEnd) { EXPECT_EQ(run({.args = {"cat"}}).out, ""); }

TEST(Run, LargeStreamsInBothDirectionsDoNotDeadlock) {
    const std::string input(3'000'000, 'x');
    Command command = shell("tee /dev/stderr");
    command.input = input;
    const Finished finished = run(command);
    EXPECT_EQ(finished.out, input);
    EXPECT_EQ(finished.err, input);
}

TEST(Run, AChildThatDoesNotReadItsInputIsNoTrouble) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  Command command = shell("exec <&-; exit 5");
                  command.input = std::string(3'000'000, 'x');
                  return run(command).exit_code;
              }),
              5);
}

TEST(Run, CallsBackWithEachPieceAsItComes) {
    // The child goes on only when the first piece has arrived.
    const TemporaryFolder folder;
    const fs::path go = folder.path() / "go";
    Command command = shell("echo one; while [ ! -e go ]; do sleep 0.01; done; echo two >&2");
    command.folder = folder.path();
    std::string seen;
    run(command, [&](std::string_view piece) {
        seen += piece;
        std::ofstream(go) << "x";
    });
    EXPECT_EQ(seen, "one\ntwo\n");
}

TEST(Run, WhatTheCallbackThrowsEndsTheChild) {
    const TemporaryFolder folder;
    Command command = shell("echo $$ > pid; echo x; sleep 1000");
    command.folder = folder.path();
    EXPECT_THROW(run(command, [](std::string_view) { throw 1; }), int);
    EXPECT_TRUE(ends_soon(folder.path() / "pid"));
    EXPECT_FALSE(has_children());
}

TEST(Run, DoesNotWaitForAGrandchildThatKeepsTheStreamsOpen) {
    const TemporaryFolder folder;
    Command command = shell("sleep 1000 & echo $! > pid; echo done");
    command.folder = folder.path();
    EXPECT_EQ(run(command).out, "done\n");
    ::kill(static_cast<pid_t>(std::stol(read_file(folder.path() / "pid"))), SIGKILL);
}

TEST(Run, WaitsForAChildThatClosesItsStreamsEarly) {
    EXPECT_EQ(run(shell("exec >&- 2>&-; sleep 0.05; exit 3")).exit_code, 3);
}

TEST(Run, LeavesNoDescriptorsAndNoChildren) {
    const auto before = open_descriptors();
    for (int i = 0; i < 20; ++i) {
        run({.args = {"cat"}, .input = "x"});
        EXPECT_THROW(run({.args = {"/no/such/program"}}), Error);
        EXPECT_THROW(run({.args = {"true"}, .folder = "/no/such/folder"}), Error);
    }
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_FALSE(has_children());
}

TEST(Run, TheChildInheritsNothingButItsStreams) {
    const TemporaryFolder folder;
    const std::string list = "echo /proc/self/fd/*";
    ASSERT_EQ(std::system((list + " > '" + (folder.path() / "list").string() + "'").c_str()), 0);
    EXPECT_EQ(run(shell(list)).out, read_file(folder.path() / "list"));
}

TEST(Run, TheChildGetsTheUsualSignals) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  return run(shell("grep SigIgn /proc/self/status")).out ==
                                 "SigIgn:\t0000000000000000\n"
                             ? 0
                             : 1;
              }),
              0);
}

TEST(Run, AMissingProgramIsNamedWithThePlacesSearched) {
    const auto search = [] {
        ::setenv("PATH", "/usr/bin:/bin", 1);
        run({.args = {"no-such-program"}});
    };
    EXPECT_EQ(error_text(search),
              "error: cannot find the program no-such-program\n  looked in /usr/bin:/bin");
    EXPECT_EQ(error_exit(search), Exit::missing_tool);
    EXPECT_EQ(error_text([] { run({.args = {"./no/such"}}); }),
              "error: cannot find the program ./no/such\n  there is no such file that can be run");
}

TEST(Run, AFileThatIsNoProgramIsAMissingTool) {
    const TemporaryFolder folder;
    const fs::path script = folder.path() / "script";
    write_file(script, "#!/no/such/interpreter\n");
    ::chmod(script.c_str(), 0755);
    const auto run_script = [&] { run({.args = {script.string()}}); };
    EXPECT_EQ(error_text(run_script),
              "error: cannot run " + script.string() + "\n  No such file or directory");
    EXPECT_EQ(error_exit(run_script), Exit::missing_tool);
    write_file(script, std::string_view("\0\1\2", 3));
    EXPECT_EQ(error_text(run_script),
              "error: cannot run " + script.string() + "\n  Exec format error");
}

TEST(Run, AMissingFolderIsNamed) {
    EXPECT_EQ(error_text([] { run({.args = {"true"}, .folder = "/no/such"}); }),
              "error: cannot work in the folder /no/such\n  No such file or directory");
}

TEST(Run, CtrlCEndsTheWholeGroup) {
    const TemporaryFolder folder;
    EXPECT_EQ(in_child([&] {
                  install_signal_handlers();
                  Command command = shell("sleep 1000 & echo $! > pid; echo started; wait");
                  command.folder = folder.path();
                  run(command, [](std::string_view) { ::raise(SIGINT); });
                  return 0;
              }),
              static_cast<int>(Exit::interrupted));
    EXPECT_TRUE(ends_soon(folder.path() / "pid"));
}

TEST(Run, CtrlCEndsAChildThatDoesNotListen) {
    const TemporaryFolder folder;
    EXPECT_EQ(in_child([&] {
                  install_signal_handlers();
                  Command command = shell(
                      "trap '' TERM INT; echo $$ > pid; echo x; "
                      "while :; do sleep 1; done");
                  command.folder = folder.path();
                  run(command, [](std::string_view) { ::raise(SIGINT); });
                  return 0;
              }),
              static_cast<int>(Exit::interrupted));
    EXPECT_TRUE(ends_soon(folder.path() / "pid"));
}

TEST(Run, StartsNothingAfterCtrlC) {
    const TemporaryFolder folder;
    EXPECT_EQ(in_child([&] {
                  install_signal_handlers();
                  ::raise(SIGINT);
                  run({.args = {"touch", (folder.path() / "f").string()}});
                  return 0;
              }),
              static_cast<int>(Exit::interrupted));
    EXPECT_FALSE(fs::exists(folder.path() / "f"));
}

TEST(Child, RunsBesideUsAndWritesToItsLog) {
    const TemporaryFolder folder;
    const int log = ::open((folder.path() / "log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    Child child(shell("echo out; echo err >&2; cat; exit 4"), log);
    ::close(log);
    EXPECT_EQ(child.wait(), 4);
    EXPECT_EQ(child.poll(), 4);
    EXPECT_EQ(child.wait(), 4);
    EXPECT_EQ(read_file(folder.path() / "log"), "out\nerr\n");
}

TEST(Child, PollDoesNotWait) {
    Child child({.args = {"sleep", "1000"}}, -1);
    EXPECT_EQ(child.poll(), std::nullopt);
    EXPECT_EQ(::getpgid(child.pid()), child.pid());
    child.terminate();
    EXPECT_EQ(child.poll(), 128 + SIGTERM);
    child.terminate();
}

TEST(Child, DestructorEndsItAndItsChildren) {
    const TemporaryFolder folder;
    {
        Command command = shell("sleep 1000 & echo $! > pid; mv pid written; wait");
        command.folder = folder.path();
        const Child child(command, -1);
        while (!fs::exists(folder.path() / "written")) ::usleep(1000);
    }
    EXPECT_TRUE(ends_soon(folder.path() / "written"));
    EXPECT_FALSE(has_children());
}

TEST(Child, AStoppedChildIsEndedToo) {
    Child child({.args = {"sleep", "1000"}}, -1);
    ::kill(child.pid(), SIGSTOP);
    const auto before = std::chrono::steady_clock::now();
    child.terminate();
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(900));
    EXPECT_EQ(child.poll(), 128 + SIGTERM);
}

TEST(Child, CtrlCEndsTheWait) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  Child child({.args = {"sleep", "1000"}}, -1);
                  interrupt_after(std::chrono::milliseconds(10));
                  return child.wait();
              }),
              static_cast<int>(Exit::interrupted));
}

TEST(Child, DoesNotOutliveAParentThatIsKilled) {
    const TemporaryFolder folder;
    EXPECT_EQ(in_child([&]() -> int {
                  Command command = shell("echo $$ > pid; mv pid written; exec sleep 1000");
                  command.folder = folder.path();
                  const Child child(command, -1);
                  while (!fs::exists(folder.path() / "written")) ::usleep(1000);
                  ::raise(SIGKILL);
                  return 0;
              }),
              128 + SIGKILL);
    EXPECT_TRUE(ends_soon(folder.path() / "written"));
}

TEST(FindProgram, LooksOnThePathInOrder) {
    const TemporaryFolder folder;
    for (const char* name : {"first", "second"}) {
        fs::create_directory(folder.path() / name);
        write_file(folder.path() / name / "tool", "#!/bin/sh\n");
    }
    fs::create_directory(folder.path() / "first" / "folder");
    ::chmod((folder.path() / "second" / "tool").c_str(), 0755);
    const std::string old = std::getenv("PATH");
    const fs::path first = folder.path() / "first";
    const fs::path second = folder.path() / "second";
    ::setenv("PATH", (first.string() + "::" + second.string()).c_str(), 1);
    EXPECT_EQ(find_program("tool"), second / "tool");  // the first cannot be run
    ::chmod((first / "tool").c_str(), 0755);
    EXPECT_EQ(find_program("tool"), first / "tool");
    EXPECT_EQ(find_program("folder"), std::nullopt);
    EXPECT_EQ(find_program(""), std::nullopt);
    ::setenv("PATH", old.c_str(), 1);
}

TEST(FindProgram, TakesAPathAsItIs) {
    EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
    EXPECT_EQ(find_program("/etc/passwd"), std::nullopt);
    EXPECT_EQ(find_program("/bin"), std::nullopt);
}

TEST(ShellQuoted, QuotesOnlyWhatAShellWouldChange) {
    EXPECT_EQ(shell_quoted({"clang++-19", "-DA=1", "--target=x", "a/b.cpp"}),
              "clang++-19 -DA=1 --target=x a/b.cpp");
    EXPECT_EQ(shell_quoted({"a b", "", "it's", "$x", "~", "\u00e9", "a\nb"}),
              "'a b' '' 'it'\\''s' '$x' '~' '\u00e9' 'a\nb'");
    EXPECT_EQ(shell_quoted({"A=1"}), "'A=1'");
    EXPECT_EQ(shell_quoted({}), "");
}

TEST(ShellQuoted, AShellReadsBackWhatWasQuoted) {
    const std::vector<std::string> args = {"printf", "%s|", "a'b", "\"",  "\\",
                                           "*",      "!",   "#",   "a\nb"};
    EXPECT_EQ(run(shell(shell_quoted(args))).out, "a'b|\"|\\|*|!|#|a\nb|");
}

}  // namespace
}  // namespace perth::cli
