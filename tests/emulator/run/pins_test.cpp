// `perth run` on boards whose emulators show and move pins: a button, a lamp, the console.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
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
using ::testing::MatchesRegex;
using ::testing::StartsWith;

constexpr const char* presses = "300ms BUTTON press for 200ms\n";

class PerthRunPins : public ::testing::Test {
protected:
    PerthRunPins() {
        std::filesystem::create_directory(folder_.path() / "boards");
        std::ofstream(folder_.path() / "boards/small-rp2040.json")
            << R"({"title": "small", "inherits": "rp2040", "crystal_hz": 12000000,
                   "console": {"uart": "UART0", "tx": "GPIO0", "rx": "GPIO1"},
                   "pins": {"LED": {"pad": "GPIO25"},
                            "BUTTON": {"pad": "GPIO5", "use": "input", "active": "low",
                                       "pull": "up"}},
                   "emulator": {"rp2040": {}}})";
        std::ofstream(folder_.path() / "perth.json")
            << R"({"name": "pins", "default_board": "small-rp2040"})";
    }

    void stimulus(const std::string& text) { std::ofstream(folder_.path() / "s.txt") << text; }

    [[nodiscard]] Finished on(const std::string& board, const std::string& chip,
                              std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"-b", board});
        arguments.push_back(image("pins_" + chip));
        return run({.args = perth_run(std::move(arguments)), .folder = folder_.path()});
    }

    Folder folder_;
};

TEST_F(PerthRunPins, PlaysAStimulusOnAnRp2040AtItsExactTimes) {
    stimulus("3ms BUTTON press for 2ms\n7ms GPIO5 low for 10us\n10ms console \"q\"\n");
    const Finished done = on("small-rp2040", "rp2040",
                             {"--stimulus", "s.txt", "--pins", "--vcd", "a.vcd", "--svg", "a.svg"});
    EXPECT_EQ(done.out, "ready\npressed\nreleased\npressed\nreleased\n");
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_EQ(done.err,
              "0.000 BUTTON off\n0.000 LED off\n0.003 BUTTON on\n0.003 LED on\n"
              "0.005 BUTTON off\n0.005 LED off\n0.007 BUTTON on\n0.007 LED on\n"
              "0.007010 BUTTON off\n0.007010 LED off\n"
              "wrote a.vcd\nwrote a.svg\nerror: the firmware ended with code 3\n");
    EXPECT_THAT(
        read_file(folder_.path() / "a.svg"),
        AllOf(HasSubstr("<title>pins_rp2040 on small-rp2040</title>"), EndsWith("</svg>\n")));
}

TEST_F(PerthRunPins, RunsAnRp2040InItsOwnTime) {
    const auto begin = std::chrono::steady_clock::now();
    const Finished done = on("small-rp2040", "rp2040", {"--for", "20ms", "--json"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.out,
              "{\"board\":\"small-rp2040\",\"emulator\":\"rp2040\","
              "\"exit\":{\"reason\":\"for\",\"code\":null}}\n");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST_F(PerthRunPins, EndsAnRp2040WhenALineMatches) {
    stimulus("3ms BUTTON press for 2ms\n");
    const Finished done = on("small-rp2040", "rp2040",
                             {"--until", "^rel", "--for", "2s", "--stimulus", "s.txt", "--pins"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.out, "ready\npressed\nreleased\n");
    EXPECT_EQ(done.err,
              "0.000 BUTTON off\n0.000 LED off\n0.003 BUTTON on\n0.003 LED on\n"
              "0.005 BUTTON off\n0.005 LED off\n"
              "stopped: a line matched '^rel'\n");
}

/// Runs the program, which never sleeps, until it has begun; ends perth by the signal.
int end_by(int signal, const std::filesystem::path& folder, const std::string& elf) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const Handle out(ends[0]);
    Handle log(ends[1]);
    Child child({.args = perth_run({"-b", "small-rp2040", elf}), .folder = folder}, log.get());
    log.close();
    (void)read_until(out.get(), "ready");
    EXPECT_EQ(processes_with(elf), 2);
    ::kill(child.pid(), signal);
    return child.wait();
}

TEST_F(PerthRunPins, LeavesNoBusyRp2040BehindHoweverItEnds) {
    const std::string elf = (folder_.path() / "busy.elf").string();
    std::filesystem::copy_file(image("pins_rp2040"), elf);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        EXPECT_EQ(end_by(signal, folder_.path(), elf), 130) << signal;
        EXPECT_EQ(processes_with(elf), 0) << signal;
    }
    EXPECT_EQ(end_by(SIGKILL, folder_.path(), elf), 137);
    for (int i = 0; i < 500 && processes_with(elf) > 0; ++i) ::usleep(10'000);
    EXPECT_EQ(processes_with(elf), 0);
}

TEST_F(PerthRunPins, RefusesAPadThatTheChipHasNot) {
    stimulus("1s GPIO30 high\n");
    const Finished done = on("small-rp2040", "rp2040", {"--stimulus", "s.txt"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: s.txt:1:4: 'GPIO30' is neither a pin nor anything else that can happen\n"
              "  hint: there are BUTTON, uart, console, adc, i2c, GPIO0 to GPIO29\n");
}

/// QEMU's pins have this computer's times: only their order is asserted.
void expect_lamp_follows_button(const Finished& done) {
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.out, "ready\npressed\nreleased\n");
    EXPECT_THAT(done.err, MatchesRegex("(.*\n)*[0-9.]+ BUTTON on\n[0-9.]+ LED on\n"
                                       "[0-9.]+ BUTTON off\n[0-9.]+ LED off\n(.*\n)*"));
}

TEST_F(PerthRunPins, MovesAndShowsThoseOfAStellaris) {
    stimulus(presses);
    expect_lamp_follows_button(
        on("lm3s6965evb", "lm3s",
           {"--stimulus", "s.txt", "--pins", "--for", "20s", "--until", "rel"}));
}

TEST_F(PerthRunPins, MovesAndShowsThoseOfAMicrobit) {
    stimulus(presses);
    expect_lamp_follows_button(on(
        "microbit", "nrf51", {"--stimulus", "s.txt", "--pins", "--for", "20s", "--until", "rel"}));
}

TEST_F(PerthRunPins, WritesWaveformsOfAStellaris) {
    stimulus(presses);
    const Finished done = on("lm3s6965evb", "lm3s",
                             {"--stimulus", "s.txt", "--svg", "a.svg", "--vcd", "a.vcd", "--for",
                              "20s", "--until", "rel"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(read_file(folder_.path() / "a.vcd"), HasSubstr("$var wire 1 ! LED $end"));
    EXPECT_THAT(read_file(folder_.path() / "a.svg"), HasSubstr(">PF1, 2 changes<"));
    EXPECT_THAT(read_file(folder_.path() / "a.svg"), EndsWith("</svg>\n"));
}

TEST_F(PerthRunPins, TypesIntoTheConsoleOfAStellaris) {
    stimulus("500ms console \"q\"\n");
    const Finished done =
        on("lm3s6965evb", "lm3s", {"--stimulus", "s.txt", "--semihosting", "--for", "20s"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, StartsWith("error: the firmware ended with code 3\n"));
}

TEST_F(PerthRunPins, RefusesWhatQemuCannotReach) {
    stimulus("1s adc 0 7\n");
    const Finished done = on("microbit", "nrf51", {"--stimulus", "s.txt"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: s.txt:1:4: the emulator of board microbit does not reach ADCs\n"
              "  hint: perth run -b host runs the same program on a simulated board\n");
}

TEST_F(PerthRunPins, RefusesGdbOnHost) {
    const Finished done = run({.args = perth_run({"-b", "host", "--gdb", "3333", "/bin/true"})});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: --gdb does not work on board host\n"
              "  its firmware is a program of this computer\n"
              "  hint: perth build -b host, then gdb with the .elf that it names\n");
}

}  // namespace
}  // namespace perth::cli
