// `perth debug` as a user and a script meet it, with GDB itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "cli/support/process.hpp"
#include "tests/emulator/run/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// Returns the line of tasks.cpp that bears a mark.
std::string line_of(const std::string& mark) {
    std::ifstream file(PERTH_SOURCE_DIR "/tests/emulator/debug/tasks.cpp");
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (line.ends_with("// " + mark)) return std::to_string(number);
    }
    return "no line is marked " + mark;
}

/// Returns the text from the first line that begins with `first` on, addresses left out.
std::string from(const std::string& text, const std::string& first) {
    std::istringstream lines(text);
    std::string found;
    for (std::string line; std::getline(lines, line);) {
        if (!found.empty() || line.starts_with(first)) found += line + "\n";
    }
    return std::regex_replace(found, std::regex("0x[0-9a-f]+"), "0xN");
}

/// An image of a board, under a name that no other process has.
class Debugged {
public:
    explicit Debugged(const std::string& board) : board_(board) {
        const std::string chip = board == "pyboard-v11" ? "stm32f4"
                                 : board == "microbit"  ? "nrf51"
                                                        : "rp2040";
        fs::copy_file(PERTH_TEST_FIRMWARE "/debugged_" + chip + ".elf", elf());
    }

    [[nodiscard]] fs::path elf() const { return folder_.path() / "tasks.elf"; }
    /// Returns the command that lets GDB do these things.
    [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& commands,
                                                   std::vector<std::string> options = {}) const {
        options.insert(options.begin(), {PERTH_PROGRAM, "debug", "-b", board_, elf().string()});
        options.insert(options.end(), {"--", "-nx"});
        for (const std::string& command : commands) options.insert(options.end(), {"-ex", command});
        return options;
    }
    [[nodiscard]] Finished run(const std::vector<std::string>& commands,
                               std::vector<std::string> options = {}) const {
        std::vector<std::string> args = command(commands, std::move(options));
        args.emplace_back("-batch");
        return cli::run({.args = args});
    }
    [[nodiscard]] int processes() const { return processes_with(elf().string()); }

private:
    Folder folder_;
    std::string board_;
};

class PerthDebug : public testing::TestWithParam<const char*> {
protected:
    Debugged firmware_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(On, PerthDebug, testing::Values("pyboard-v11", "microbit", "pico"),
                         [](const auto& info) {
                             return std::string(info.param).substr(0, info.param[0] == 'm' ? 8 : 4);
                         });

TEST_P(PerthDebug, StopsAtPerthMainBeforeThereAreTasks) {
    const Finished done = firmware_.run({"perth-tasks", "next", "next", "next", "next"});
    EXPECT_THAT(done.out, HasSubstr("Temporary breakpoint 1, perth_main (sch=...) at "));
    EXPECT_THAT(done.out, HasSubstr("no tasks\n"));
    EXPECT_THAT(done.out, HasSubstr("\n" + line_of("fourth") + "\t    sch(lead);  // fourth\n"));
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(firmware_.processes(), 0);
}

TEST_P(PerthDebug, BreaksInATaskByItsNameAndStepsOn) {
    const Finished done = firmware_.run(
        {"break lead", "continue", "delete", "tbreak tasks.cpp:" + line_of("lead"), "continue",
         "print rounds", "next", "next", "next", "print rounds > 1000", "backtrace 1"});
    EXPECT_THAT(done.out, HasSubstr("Breakpoint 2.1, (anonymous namespace)::lead (sch=...)"));
    EXPECT_THAT(done.out, HasSubstr(line_of("lead") + "\t    rounds = 1000;  // lead\n$1 = 0\n"));
    EXPECT_THAT(done.out, HasSubstr("\n$2 = true\n#0  (anonymous namespace)::lead (sch=...) at "));
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(firmware_.processes(), 0);
}

TEST_P(PerthDebug, ListsEveryTaskWithItsStateAndPlace) {
    const Finished done =
        firmware_.run({"tbreak tasks.cpp:" + line_of("lead"), "continue", "perth-tasks"});
    std::string listing = from(done.out, "id");
    listing.resize(std::min(listing.size(), listing.find("[Inferior")));
    // What measure() does there was made part of something else on the Cortex-M4.
    const bool is_vague = std::string(GetParam()) == "pyboard-v11";
    const std::string measure = is_vague ? line_of("begins") + "+" : line_of("measure");
    const auto row = [&](const std::string& facts, const std::string& line) {
        return facts + "  debug/tasks.cpp:" + line + (is_vague && line.back() != '+' ? " " : "") +
               "  0xN\n";
    };
    EXPECT_EQ(
        listing,
        std::string("id  state                         function          place             ") +
            (is_vague ? "   frame\n" : "  frame\n") +
            row("1   sleeping until 3600.000000 s  sample > measure", measure) +
            row("2   waiting for never             listen          ", line_of("listen")) +
            row("3   sleeping until 7200.500000 s  climb           ", line_of("climb")) +
            row("4   running                       lead            ", line_of("lead")) +
            row("5   paused                        listen          ", line_of("listens")));
    EXPECT_EQ(firmware_.processes(), 0);
}

TEST_P(PerthDebug, ShowsWhoAwaitsWhom) {
    const Finished done = firmware_.run({"tbreak tasks.cpp:" + line_of("lead"), "continue",
                                         "perth-task 1", "perth-task 9", "perth-task two"});
    EXPECT_THAT(done.out, HasSubstr("\ntask 1: sleeping until 3600.000000 s\n"
                                    "#0  measure at debug/tasks.cpp:"));
    EXPECT_THAT(done.out, HasSubstr("\n#1  sample at debug/tasks.cpp:" + line_of("sample") + ","));
    EXPECT_THAT(done.err, HasSubstr("there is no task 9\n"
                                    "perth-task ID: a number that perth-tasks shows\n"));
    EXPECT_EQ(done.exit_code, 1);  // as GDB's, whose last command has failed
    EXPECT_THAT(done.err, EndsWith("error: GDB ended with code 1\n"));
}

// RP2040 boards have their console on USB, this image has not.
class PerthDebugOnATerminal : public PerthDebug {};

INSTANTIATE_TEST_SUITE_P(On, PerthDebugOnATerminal, testing::Values("pyboard-v11", "microbit"),
                         [](const auto& info) {
                             return std::string(info.param).substr(0, info.param[0] == 'm' ? 8 : 4);
                         });

TEST_P(PerthDebugOnATerminal, GivesThePromptBackAtCtrlC) {
    OnTerminal debug(firmware_.command({}), 80);
    (void)read_until(debug.fd(), "(gdb) ");
    for (const char* const answer : {"$1 = 42", "$2 = 42"}) {
        debug.type("continue\n");
        (void)read_until(debug.fd(), "on and on");  // the firmware runs, and its console is here
        debug.type("\x03");
        EXPECT_THAT(read_until(debug.fd(), "(gdb) "), HasSubstr("received signal SIGINT"));
        debug.type("print 6 * 7\n");
        EXPECT_THAT(read_until(debug.fd(), "(gdb) "), HasSubstr(answer));
    }
    EXPECT_GT(firmware_.processes(), 0);
    debug.type("quit\n");
    (void)debug.read_to_end();
    EXPECT_EQ(debug.exit_code(), 0);
    EXPECT_EQ(firmware_.processes(), 0);
}

class PerthDebugOnce : public testing::Test {
protected:
    Debugged firmware_{"pyboard-v11"};
};

TEST_F(PerthDebugOnce, StopsAtTheFirstInstructionIfAsked) {
    const Finished done = firmware_.run({"info symbol $pc"}, {"--from-reset"});
    EXPECT_THAT(done.out, HasSubstr("\nperth_mover in section .boot\n"));
    EXPECT_THAT(done.out, Not(HasSubstr("perth_main")));
}

TEST_F(PerthDebugOnce, TellsTheResultAsOneDocumentAndKeepsGdbOutOfIt) {
    const Finished good = firmware_.run({"print 6 * 7"}, {"--json"});
    EXPECT_EQ(good.out, "{\"board\":\"pyboard-v11\",\"via\":\"emulator\",\"elf\":\"" +
                            firmware_.elf().string() + "\",\"gdb\":0}\n");
    EXPECT_THAT(good.err, HasSubstr("$1 = 42\n"));
    const Finished bad = firmware_.run({"quit 3"}, {"--json"});
    EXPECT_EQ(
        bad.out,
        "{\"error\":{\"code\":1,\"what\":\"GDB ended with code 3\",\"why\":\"\",\"hint\":\"\","
        "\"result\":{\"board\":\"pyboard-v11\",\"via\":\"emulator\",\"elf\":\"" +
            firmware_.elf().string() + "\",\"gdb\":3}}}\n");
    EXPECT_EQ(bad.exit_code, 1);
}

TEST_F(PerthDebugOnce, EndsGdbAndTheEmulatorWhenItIsEnded) {
    std::vector<std::string> args = firmware_.command({"continue"});
    const pid_t pid = ::fork();
    if (pid == 0) {
        std::vector<char*> raw;
        for (std::string& arg : args) raw.push_back(arg.data());
        raw.push_back(nullptr);
        ::execv(raw[0], raw.data());
        ::_exit(127);
    }
    for (int i = 0; i < 1000 && firmware_.processes() < 3; ++i) ::usleep(20'000);
    EXPECT_EQ(firmware_.processes(), 3);  // perth, GDB, QEMU
    ::kill(pid, SIGTERM);
    int status = 0;
    ::waitpid(pid, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 130);
    EXPECT_EQ(firmware_.processes(), 0);
}

}  // namespace
}  // namespace perth::cli
