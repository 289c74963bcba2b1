// `perth run` on the simulated board: stimulus, waveforms, pins. The firmware is a script that says
// what the board's process would; the real one is in tests/emulator/perth_run_host.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "cli/support/files.hpp"
#include "perth.hpp"

namespace perth::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace fs = std::filesystem;

constexpr std::string_view open_record = "exec 9>/proc/self/fd/$PERTH_RECORD\n";

class PerthRunSimulated : public ::testing::Test {
protected:
    /// Makes a firmware of a shell script whose file 9 is the record.
    void firmware(const std::string& text) {
        program_ = folder_.script("firmware", std::string(open_record) + text);
    }
    [[nodiscard]] std::vector<std::string> command(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"-b", "host"});
        arguments.push_back(program_);
        return perth_run(std::move(arguments));
    }
    [[nodiscard]] Finished simulate(std::vector<std::string> arguments) const {
        return run({.args = command(std::move(arguments)), .folder = folder_.path()});
    }
    /// Returns the changes in a file of waveforms.
    [[nodiscard]] std::string changes(const std::string& name) const {
        const std::string text = read_file(folder_.path() / name);
        return text.substr(text.find("$end\n#", text.find("$dumpvars")) + 5);
    }

    Folder folder_;
    std::string program_;
};

TEST_F(PerthRunSimulated, WritesWaveformsAndNamesThem) {
    firmware("echo 0 P0 0 >&9\necho 1000 P0 1 >&9\necho up\necho 2000 end >&9\nkill -ALRM $$\n");
    const Finished done = simulate({"--for", "2ms", "--vcd", "a.vcd", "--svg", "a.svg"});
    EXPECT_EQ(done.out, "up\n");
    EXPECT_EQ(done.err, "wrote a.vcd\nwrote a.svg\nstopped after 2ms\n");
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(changes("a.vcd"), "#1000\n1!\n#2000\n");
    EXPECT_THAT(read_file(folder_.path() / "a.svg"),
                AllOf(HasSubstr("<title>firmware on host</title>"), EndsWith("</svg>\n")));
}

TEST_F(PerthRunSimulated, TellsJsonWhatItWrote) {
    firmware("exit 0\n");
    EXPECT_EQ(simulate({"--vcd", "a.vcd", "--svg", "a.svg", "--json"}).out,
              R"({"board":"host","emulator":"host","exit":{"reason":"exit","code":0},)"
              R"("files":{"vcd":"a.vcd","svg":"a.svg"}})"
              "\n");
}

TEST_F(PerthRunSimulated, RunsInVirtualTimeForWaveforms) {
    firmware("echo real $PERTH_REALTIME\n");
    EXPECT_EQ(simulate({"--vcd", "a.vcd"}).out, "real\n");
    EXPECT_EQ(simulate({"--pins"}).out, "real 1\n");
}

TEST_F(PerthRunSimulated, PlaysTheStimulus) {
    program_ = folder_.script("firmware", "cat $PERTH_STIMULUS\n");
    std::ofstream(folder_.path() / "s.txt") << "1ms BUTTON press for 2ms\n2ms uart 0 \"a\"\n";
    EXPECT_EQ(simulate({"--stimulus", "s.txt"}).out, "1000 P8 0\n2000 U0 61\n3000 P8 z\n");
}

TEST_F(PerthRunSimulated, PointsIntoAStimulusBeforeAnythingRuns) {
    firmware("echo started\n");
    std::ofstream(folder_.path() / "s.txt") << "\n1ms BUTON press\n";
    const Finished done = simulate({"--stimulus", "s.txt"});
    EXPECT_EQ(done.err,
              "error: s.txt:2:5: 'BUTON' is neither a pin nor anything else that can happen\n"
              "  hint: did you mean BUTTON?\n");
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.out, "");
    const Finished missing = simulate({"--stimulus", "no.txt"});
    EXPECT_EQ(missing.err, "error: cannot read no.txt\n  No such file or directory\n");
    EXPECT_EQ(missing.exit_code, 2);
}

TEST_F(PerthRunSimulated, RefusesAFileThatMayNotBeWrittenBeforeAnythingRuns) {
    firmware("echo started\n");
    for (const char* option : {"--vcd", "--svg"}) {
        const Finished done = simulate({option, "no/a"});
        EXPECT_EQ(done.err, "error: cannot write no/a\n  No such file or directory\n");
        EXPECT_EQ(done.exit_code, 2);
        EXPECT_EQ(done.out, "");
    }
}

TEST_F(PerthRunSimulated, RefusesOneNameForTwoFiles) {
    firmware("echo started\n");
    std::ofstream(folder_.path() / "s.txt") << "";
    for (const auto& options :
         {std::vector<std::string>{"--vcd", "s.txt", "--svg", "./s.txt"},
          std::vector<std::string>{"--vcd", "s.txt", "--stimulus", "s.txt"},
          std::vector<std::string>{"--svg", "s.txt", "--stimulus", "s.txt"}}) {
        const Finished done = simulate(options);
        EXPECT_EQ(done.err,
                  "error: s.txt is given for two files\n  hint: give each a name of its own\n");
        EXPECT_EQ(done.exit_code, 2);
    }
}

TEST_F(PerthRunSimulated, FailsIfTheDiskIsFull) {
    firmware("echo 1 P0 1 >&9\n");
    const Finished done = simulate({"--vcd", "/dev/full"});
    EXPECT_EQ(done.err, "error: cannot write /dev/full\n  No space left on device\n");
    EXPECT_EQ(done.exit_code, 1);
}

TEST_F(PerthRunSimulated, FailsIfTheRecordIsNotInOrderAndKeepsWhatCameBefore) {
    firmware("echo 5 P0 1 >&9\necho 4 P0 0 >&9\necho 6 P0 0 >&9\necho up\n");
    const Finished done = simulate({"--vcd", "a.vcd"});
    EXPECT_EQ(done.out, "up\n");
    EXPECT_EQ(done.err,
              "wrote a.vcd\n"
              "error: line 2 of what the firmware recorded goes back in time\n"
              "  4 P0 0\n");
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_EQ(changes("a.vcd"), "#5\n1!\n");
    EXPECT_THAT(simulate({"--vcd", "a.vcd", "--json"}).out,
                AllOf(HasSubstr(R"("files":{"vcd":"a.vcd"})"),
                      HasSubstr("line 2 of what the firmware recorded goes back in time")));
}

TEST_F(PerthRunSimulated, LeavesWholeFilesAfterCtrlC) {
    firmware("echo 5 P0 1 >&9\necho 6 P0 0 >&9\necho up\nsleep 60\n");
    OnTerminal run(command({"--vcd", folder_.path() / "a.vcd", "--svg", folder_.path() / "a.svg"}),
                   80);
    (void)read_until(run.fd(), "up\r\n");
    run.type("\x03");
    (void)run.read_to_end();
    EXPECT_EQ(run.exit_code(), 130);
    EXPECT_EQ(changes("a.vcd"), "#5\n1!\n#6\n0!\n");
    EXPECT_THAT(read_file(folder_.path() / "a.svg"), EndsWith("</svg>\n"));
}

TEST_F(PerthRunSimulated, ReadsARecordOfAnyLength) {
    firmware(
        "i=0; while [ $i -lt 20 ]; do seq -f '%.0f P0 1' ${i}00000 ${i}99999 >&9\n"
        "i=$((i + 1)); done\n");
    const Finished done = simulate({"--vcd", "a.vcd", "--svg", "a.svg", "--until", "x"});
    EXPECT_THAT(done.err, HasSubstr("error: no line matched 'x' before the firmware ended"));
    EXPECT_EQ(changes("a.vcd"), "#1999999\n");
}

TEST_F(PerthRunSimulated, HasALineForEachChangeOfAPin) {
    firmware("echo 0 P0 0 >&9\necho 0 P8 1 >&9\necho up\necho 12345000 P0 1 >&9\n");
    const Finished done = simulate({"--pins"});
    EXPECT_EQ(done.out, "up\n");
    EXPECT_EQ(done.err,
              "0.000 LED off\n0.000 BUTTON off\n12.345 LED on\nthe firmware ended with code 0\n");
}

TEST_F(PerthRunSimulated, PutsNoPinIntoTheMiddleOfAConsolesLine) {
    firmware(
        "printf 'half '\nsleep 0.01\necho 0 P0 0 >&9\nsleep 0.01\necho a line\nsleep 0.01\n"
        "echo 5000 P0 1 >&9\n");
    const Finished done = run({.args = {"sh", "-c", "exec 2>&1; exec \"$@\"", "sh", PERTH_PROGRAM,
                                        "run", "-b", "host", "--pins", program_}});
    EXPECT_EQ(done.out,
              "half a line\n0.000 LED off\n0.005 LED on\nthe firmware ended with code 0\n");
}

TEST_F(PerthRunSimulated, ShowsThePinsBelowThePromptOnATerminal) {
    firmware("echo 1000 P0 1 >&9\nprintf '> '\nread line\necho \"got $line\"\n");
    OnTerminal run(command({"--pins"}), 100);
    const std::string shown =
        "\x1b"
        "D\x1b[A\x1b"
        "7\x1b[B\r\x1b[m0.001  LED on  LED_RED open  "
        "LED_GREEN open  BUTTON open  ENCODER_CLK open  ENCODER_DATA open\x1b[K\x1b"
        "8";
    const std::string hidden =
        "\x1b"
        "7\x1b[B\r\x1b[m\x1b[K\x1b"
        "8";
    EXPECT_THAT(read_until(run.fd(), shown), AllOf(StartsWith("> "), EndsWith(shown)));
    run.type("x\n");
    EXPECT_EQ(run.read_to_end(),
              hidden +
                  "got x\r\n0.001  LED on  LED_RED open  LED_GREEN open  BUTTON open  "
                  "ENCODER_CLK open  ENCODER_DATA open\r\n"
                  "the firmware ended with code 0\r\n");
    EXPECT_EQ(run.exit_code(), 0);
}

TEST_F(PerthRunSimulated, TakesThePinsAwayAtCtrlC) {
    firmware("echo 1000 P0 1 >&9\nprintf '> '\nsleep 60\n");
    OnTerminal run(command({"--pins"}), 20);
    EXPECT_THAT(read_until(run.fd(),
                           "\x1b[K\x1b"
                           "8"),
                HasSubstr("0.001  LED on  LED…"));
    run.type("\x03");
    EXPECT_EQ(run.read_to_end(),
              "\x1b"
              "7\x1b[B\r\x1b[m\x1b[K\x1b"
              "8\r\n");
    EXPECT_EQ(run.exit_code(), 130);
}

TEST(PerthRunInQemu, RefusesWhatOnlyTheSimulatedBoardCanDo) {
    for (const std::string option : {"--vcd x", "--svg x", "--stimulus x", "--pins"}) {
        const std::string name = option.substr(0, option.find(' '));
        std::vector<std::string> arguments = {name};
        if (name != option) arguments.emplace_back("x");
        const Finished done = run({.args = on_board("ends_0", arguments)});
        EXPECT_EQ(done.err,
                  "error: " + name +
                      " does not work on board pyboard-v11\n"
                      "  its emulator, QEMU, neither tells what its pins do nor moves them\n"
                      "  hint: perth run -b host runs the same program on a simulated board\n");
        EXPECT_EQ(done.exit_code, 2);
        EXPECT_FALSE(fs::exists("x"));
    }
}

}  // namespace
}  // namespace perth::cli
