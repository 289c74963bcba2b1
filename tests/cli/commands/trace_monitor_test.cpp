// `perth trace --monitor`: what it prints, writes and complains of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;

constexpr const char* recorded =
    "$timescale 1 us $end\n$var wire 8 ! UART1_TX $end\n$enddefinitions $end\n#0\n$dumpvars\nbz !\n"
    "$end\n#100\nb1111010 !\n#1000\nb1000000 !\n#1010\nb1000011 !\n#41010\nb1100011 !\n"
    "#251000\nb1100000 !\n#251010\nb1000000 !\n#300000\n";

class TraceMonitor : public testing::Test {
protected:
    TraceMonitor() { perth.write("run.vcd", recorded); }

    [[nodiscard]] Finished trace(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"trace", "--monitor"});
        return perth.run(std::move(arguments));
    }
    /// Returns what a wrong line is told.
    [[nodiscard]] std::string refusal(std::vector<std::string> arguments) const {
        const Finished done = trace(std::move(arguments));
        EXPECT_EQ(done.exit_code, 2);
        EXPECT_EQ(done.out, "");
        return done.err;
    }

    Perth perth;
};

TEST_F(TraceMonitor, TellsWhatARunRecorded) {
    const Finished done = trace({"run.vcd", "--verbose-ident", "3"});
    EXPECT_EQ(done.out,
              "    0.000  The program has started.\n"
              "    0.001  ident 3 count 1\n"
              "    0.041  ident 3 count 0\n"
              "    0.101  Timeout.\n"
              "    0.251  Hog 250ms\n"
              "    0.251  Max hog 250ms\n"
              "ident  begins           active          longest\n"
              "    0       2       298.990 ms       250.000 ms\n"
              "    3       1        40.000 ms        40.000 ms\n");
    EXPECT_EQ(done.err, "");
    EXPECT_EQ(done.exit_code, 0);
}

TEST_F(TraceMonitor, EachModeTellsItsOwn) {
    const auto messages = [this](const std::string& mode, const std::string& period) {
        const std::string out = trace({"run.vcd", "--mode", mode, "--period", period}).out;
        return out.substr(0, out.find("ident"));
    };
    const std::string start = "    0.000  The program has started.\n";
    EXPECT_EQ(messages("late", "100ms"),
              start + "    0.251  Hog 250ms\n    0.251  Max hog 250ms\n");
    EXPECT_EQ(messages("max", "100ms"), start + "    0.251  Max hog 250ms\n");
    EXPECT_EQ(messages("width", "20ms"), start + "    0.251  Max width 250ms\n");
    EXPECT_EQ(messages("soon", "1s"), start);
}

TEST_F(TraceMonitor, StopsAtItsTime) {
    EXPECT_EQ(trace({"run.vcd", "--for", "50ms"}).out,
              "    0.000  The program has started.\n"
              "ident  begins           active          longest\n"
              "    0       1        49.000 ms        49.000 ms\n"
              "    3       1        40.000 ms        40.000 ms\n");
}

TEST_F(TraceMonitor, TellsJsonLineByLine) {
    EXPECT_EQ(trace({"run.vcd", "--json", "--for", "50ms"}).out,
              "{\"event\":\"restart\",\"time_us\":100}\n"
              "{\"event\":\"pin\",\"time_us\":1000,\"ident\":0,\"gpio\":3,\"count\":1}\n"
              "{\"event\":\"pin\",\"time_us\":1010,\"ident\":3,\"gpio\":6,\"count\":1}\n"
              "{\"event\":\"pin\",\"time_us\":41010,\"ident\":3,\"gpio\":6,\"count\":0}\n"
              "{\"event\":\"end\",\"bytes\":4,\"unknown\":0,\"idents\":["
              "{\"ident\":0,\"begins\":1,\"active_us\":49000,\"longest_us\":49000},"
              "{\"ident\":3,\"begins\":1,\"active_us\":40000,\"longest_us\":40000}]}\n");
}

TEST_F(TraceMonitor, WritesWhatItsFileEndsWith) {
    for (const char* name : {"a.vcd", "a.svg", "a.json"}) {
        const Finished done = trace({"run.vcd", "-o", name});
        EXPECT_EQ(done.err, std::string("wrote ") + name + "\n");
        EXPECT_TRUE(perth.has(name));
    }
    EXPECT_EQ(refusal({"run.vcd", "-o", "a.txt"}),
              "error: cannot write a.txt: it is no waveform by its name\n"
              "  what a monitor says becomes .vcd, .svg or .json\n");
}

TEST_F(TraceMonitor, WritesWhatWasAroundATrigger) {
    const Finished done =
        trace({"run.vcd", "-q", "--trigger", "idle", "--timer", "60ms", "-o", "a.vcd"});
    EXPECT_EQ(done.exit_code, 0);
    // 60 ms after the last byte of ident 0; times are cut to 16 µs.
    EXPECT_THAT(perth.run_other({"cat", "a.vcd"}).out,
                HasSubstr("#992\n1\"\n#1008\n1#\n#41008\n0#\n#60992\n1!\n"));
    const Finished never =
        trace({"run.vcd", "-q", "--trigger", "pulse", "--timer", "1s", "-o", "a.vcd"});
    EXPECT_EQ(never.exit_code, 0);
    EXPECT_EQ(trace({"run.vcd", "--trigger", "pulse", "--timer", "1s", "-o", "a.vcd"}).err,
              "there was no trigger: a.vcd shows the last 5 events\nwrote a.vcd\n");
}

TEST_F(TraceMonitor, ReadsStdinUntilItsEnd) {
    const Finished done = perth.shell("printf 'zAa\\001' | \"$0\" trace --monitor - --json");
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_THAT(done.out, HasSubstr("{\"event\":\"end\",\"bytes\":3,\"unknown\":1,\"idents\":[{"));
    EXPECT_EQ(done.err, "bytes that are none of a monitor's: 1; is --baud right?\n");
}

TEST_F(TraceMonitor, EndsWithoutBytesAtItsTime) {
    const Finished done = perth.shell("sleep 5 | \"$0\" trace --monitor - --for 50ms");
    EXPECT_EQ(done.out, "");
    EXPECT_EQ(done.exit_code, 0);
}

TEST_F(TraceMonitor, SaysWhatIsWrong) {
    EXPECT_EQ(refusal({"run.vcd", "--trigger", "idle"}),
              "error: --trigger has nothing to write to\n"
              "  hint: name a file: -o FILE.vcd, .svg or .json\n");
    EXPECT_EQ(refusal({"run.vcd", "--trigger", "idle", "-o", "a.vcd", "--timer", "2s"}),
              "error: --timer 2s is not between 1ms and 1001ms\n");
    EXPECT_EQ(refusal({"-", "--trigger", "manual", "-o", "a.vcd"}),
              "error: --trigger manual has no keyboard\n"
              "  the trigger is the Enter key, and stdin is no terminal\n");
    EXPECT_EQ(refusal({"run.vcd", "--mode", "never"}),
              "error: --mode never is not known\n  hint: give soon, late, max or width\n");
    EXPECT_EQ(refusal({"run.vcd", "--verbose-ident", "22"}),
              "error: perth trace: --verbose-ident: Value 22 not in range 0 to 21\n"
              "  hint: perth trace --help\n");
    EXPECT_EQ(refusal({"run.vcd", "--signal", "UART0_TX"}),
              "error: run.vcd has no signal UART0_TX\n  it has UART1_TX\n");
    perth.write("bytes", "zAa");
    EXPECT_EQ(refusal({"bytes"}), "error: bytes:1: 'zAa' stands before $enddefinitions\n");
    const Finished none = trace({"/dev/ttyNONE"});
    EXPECT_EQ(none.err,
              "error: there is no /dev/ttyNONE\n"
              "  hint: plug the board in; perth devices lists what is attached\n");
    EXPECT_EQ(none.exit_code, 3);
}

}  // namespace
}  // namespace perth::cli
