// Templates as a user meets them on boards that an emulator runs: `perth new`, `build` and `run`,
// with what the world does to the board and what the board shows. A board's projects share one
// folder, so that the runtime is built once. QEMU's time is this computer's, which may have others
// to serve: what is to be seen lasts long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

// Ends in one of three ways: the world says which by the pins that it presses.
constexpr const char* ends = R"(
#include <board.hpp>
#include <chrono>
#include <perth/perth.hpp>

perth::Task<> end(perth::Scheduler&) {
    board::Button button;
    board::EncoderClk clk;
    perth::println("ready");
    co_await perth::sleep(std::chrono::milliseconds(300));
    if (button.is_on()) perth::panic("pressed", 1, 2);
    if (clk.is_on()) asm volatile("udf #0");
    perth::hal::exit(7);
}

void perth_main(perth::Scheduler& sch) { sch(end); }
)";

class TemplateRuns : public testing::TestWithParam<const char*> {
protected:
    TemplateRuns() { perth_.share_compiler_cache(); }

    /// Makes a project of a template; the first is the one that is built.
    void make(const std::string& source) const {
        const auto made = perth_.run({"new", source, "-t", source, "-b", GetParam(), "--no-git"});
        ASSERT_EQ(made.exit_code, 0) << made.err;
    }
    /// Builds the project with this main file.
    void build(const std::string& main_file) const {
        perth_.write("rotary/src/main.cpp", main_file);
        const auto built = perth_.run({"-C", "rotary", "build"});
        ASSERT_EQ(built.exit_code, 0) << built.err;
    }
    void build_template(const std::string& source) const {
        if (!perth_.has(source)) make(source);
        build(read_file(perth_.folder() / source / "src/main.cpp"));
    }
    /// Runs it, with a stimulus if there is one.
    [[nodiscard]] Finished run(std::vector<std::string> options,
                               const std::string& stimulus = "") const {
        perth_.write("rotary/world.txt", stimulus);
        if (!stimulus.empty()) {
            options.insert(options.end(), {"--stimulus", "world.txt"});
        }
        options.insert(options.begin(), {"-C", "rotary", "run"});
        return perth_.run(options);
    }
    [[nodiscard]] std::string written(const std::string& name) const {
        return read_file(perth_.folder() / "rotary" / name);
    }

    void turn_the_knob() const;
    void blink() const;
    void count() const;
    void talk() const;
    void end_in_three_ways() const;

    Perth perth_;
};

/// Returns a pattern of changes of pins, in this order, each at its time.
std::string in_order(const std::vector<std::string>& changes) {
    std::string pattern;
    for (const std::string& change : changes) pattern += "[0-9.]+ " + change + "\n(.*\n)*.*";
    return pattern;
}

void TemplateRuns::turn_the_knob() const {
    build_template("rotary");
    const Finished done =
        run({"--pins", "--vcd", "a.vcd", "--svg", "a.svg", "--until", "reset", "--for", "20s"},
            "500ms ENCODER_CLK press\n800ms ENCODER_DATA press\n1100ms ENCODER_CLK release\n"
            "1400ms ENCODER_DATA release\n1700ms BUTTON press for 3s\n");
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, MatchesRegex("-- rotary 0\\.1\\.0, build [0-9a-f]{8}\n"
                                       "position 1\nposition 0, reset\n"));
    EXPECT_THAT(done.err,
                ContainsRegex(in_order({"ENCODER_CLK on", "ENCODER_DATA on", "ENCODER_CLK off",
                                        "ENCODER_DATA off", "BUTTON on"})));
    EXPECT_THAT(done.err, EndsWith("\nwrote a.vcd\nwrote a.svg\n"
                                   "stopped: a line matched 'reset'\n"));
    EXPECT_THAT(written("a.vcd"), AllOf(HasSubstr(" ENCODER_CLK $end"), HasSubstr(" LED $end")));
    EXPECT_THAT(written("a.svg"),
                AllOf(HasSubstr(std::string("<title>rotary on ") + GetParam() + "</title>"),
                      HasSubstr(">ENCODER_CLK<"), EndsWith("</svg>\n")));
}

void TemplateRuns::blink() const {
    build_template("blink");
    const Finished done = run({"--pins", "--for", "1900ms"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.out, "");
    EXPECT_THAT(done.err, ContainsRegex(in_order({"LED on", "LED off", "LED on"})));
    EXPECT_THAT(done.err, EndsWith("stopped after 1900ms\n"));
}

void TemplateRuns::count() const {
    build_template("counter");
    const Finished done = run({"--until", "^count 1", "--for", "20s", "--json"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr(R"("exit":{"reason":"until","code":null}})"));
    EXPECT_THAT(done.err, EndsWith("count 0\ncount 1\nstopped: a line matched '^count 1'\n"));
    const Finished missed = run({"--until", "never", "--for", "600ms"});
    EXPECT_EQ(missed.exit_code, 1);
    EXPECT_EQ(missed.err,
              "error: no line matched 'never' within 600ms\n"
              "  the last line was: count 0\n"
              "  hint: give it more time with --for\n");
}

void TemplateRuns::talk() const {
    build_template("shell");
    const Finished done = perth_.shell(
        "printf 'count = 6 * 7\\ncount >= 42\\n1/0\\nawait counted(43)\\ncount = 1\\n\\004' | "
        "$0 -C rotary run --realtime --for 20s");
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, MatchesRegex("-- rotary 0\\.1\\.0, build [0-9a-f]{8}\n"
                                       "shell: Ctrl-C cancels, Ctrl-D ends, Ctrl-E pastes\n"
                                       "--> count = 6 \\* 7\n--> count >= 42\ntrue\n"
                                       "--> 1/0\nDivideByZero: the divisor is 0\n"
                                       "--> await counted\\(43\\)\n43\n--> count = 1\n--> \n"));
}

void TemplateRuns::end_in_three_ways() const {
    build(ends);
    const Finished ended = run({"--for", "20s"}, "100ms ENCODER_DATA press\n");
    EXPECT_EQ(ended.exit_code, 1);
    EXPECT_THAT(ended.err, StartsWith("error: the firmware ended with code 7\n"));
    const Finished panicked = run({"--for", "20s"}, "100ms BUTTON press\n");
    EXPECT_EQ(panicked.exit_code, 1);
    EXPECT_THAT(panicked.err,
                AllOf(StartsWith("error: the firmware panicked: pressed: 1 2\n"),
                      HasSubstr(" at src/main.cpp:"), EndsWith("  it ended with code 1\n")));
    const Finished faulted = run({"--for", "20s"}, "100ms ENCODER_CLK press\n");
    EXPECT_EQ(faulted.exit_code, 1);
    EXPECT_THAT(faulted.err,
                AllOf(StartsWith("error: the firmware faulted: "), HasSubstr(" at src/main.cpp:"),
                      EndsWith("  it ended with code 1\n")));
}

TEST_P(TemplateRuns, AsTheySayAndEndAsTheyShould) {
    turn_the_knob();
    blink();
    count();
    talk();
    end_in_three_ways();
}

INSTANTIATE_TEST_SUITE_P(On, TemplateRuns, testing::Values("microbit", "lm3s6965evb", "pico"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace perth::cli
