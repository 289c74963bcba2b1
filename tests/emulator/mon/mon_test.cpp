// A firmware with watched tasks on emulated boards, and what `perth trace --monitor` says of it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;

/// The events of the idents other than 0 in what --json printed: "1+@10" is ident 1 active 10 ms
/// after the start. Without times: "1+".
std::string pins(const std::string& json, bool with_times) {
    static const std::regex event(
        R"re(\{"event":"(restart|pin)","time_us":(\d+)(,"ident":(\d+),"gpio":\d+,"count":(\d+))?\})re");
    std::istringstream lines(json);
    std::string told;
    double start = 0;
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (!std::regex_match(line, match, event)) continue;
        const double time = std::stod(match[2]) / 1000;
        if (match[1] == "restart") start = time;
        if (match[1] == "restart" || match[4] == "0") continue;
        told += fmt::format("{}{}", match[4].str(), match[5] == "0" ? "-" : "+");
        if (with_times) told += fmt::format("@{}", std::lround(time - start));
        told += ' ';
    }
    return told;
}

class MonOnBoard : public testing::Test {
protected:
    [[nodiscard]] Finished perth(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), PERTH_PROGRAM);
        return run({.args = std::move(arguments), .folder = folder_.path()});
    }
    /// Runs an image on the emulated Pico; the waveforms are in run.vcd.
    void run_pico(const std::string& elf) const {
        const Finished done = perth({"run", "-b", "pico", elf, "--for", "2s", "--vcd", "run.vcd"});
        ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
    }
    /// Returns what the monitor in run.vcd says, at exact times.
    [[nodiscard]] Finished recorded(const std::string& signal,
                                    std::vector<std::string> more) const {
        std::vector<std::string> arguments = {"trace", "--monitor", "run.vcd", "--signal", signal};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return perth(std::move(arguments));
    }

    TemporaryFolder folder_;
};

constexpr const char* story =
    "1+@10 2+@10 3+@10 3-@40 2-@50 1-@60 "  // five instances at a time, the newest ends first
    "7+@70 6+@70 7-@75 6-@90 "              // an event, and a lock that is handed over
    "4+@130 4-@130 4+@140 4-@140 4+@150 4-@150 4+@160 4-@160 4+@170 4-@170 "  // an interrupt's mark
    "20+@175 20-@180 ";                                                       // given up in time

TEST_F(MonOnBoard, APicoSaysOnItsSecondUartWhatItsTasksDo) {
    run_pico(PERTH_TEST_MON_PICO);
    const Finished traced = recorded("UART1_TX", {"--json", "--period", "20ms", "--mode", "max"});
    EXPECT_EQ(traced.exit_code, 0) << traced.err;
    EXPECT_EQ(pins(traced.out, true), story);
    const char* longest = R"("event":"max_hog","time_us":[0-9]+,"us":50[0-9][0-9][0-9][}])";
    EXPECT_THAT(traced.out, testing::ContainsRegex(longest));
    EXPECT_THAT(traced.out, HasSubstr(R"("unknown":0,)"));
}

TEST_F(MonOnBoard, APicoSaysTheSameOverSpi) {
    run_pico(PERTH_TEST_MON_SPI);
    const Finished traced = recorded("SPI0_MOSI", {"--json"});
    EXPECT_EQ(traced.exit_code, 0) << traced.err;
    EXPECT_EQ(pins(traced.out, true), story);
}

/// In QEMU, whose second serial line is perth's stdin. Its clock is not that of the line, so times
/// do not count.
class MonOnLiveLine : public MonOnBoard {
protected:
    void expect_the_story(const std::string& machine, const std::string& elf) const {
        const std::string qemu = fmt::format(
            "{} -M {} -display none -monitor none -kernel {} -icount shift=3 -semihosting-config "
            "enable=on,target=native -serial null -serial stdio </dev/null",
            PERTH_QEMU_ARM, machine, elf);
        const Finished traced =
            run({.args = {"sh", "-c", qemu + " | " PERTH_PROGRAM " trace --monitor - --json"},
                 .folder = folder_.path()});
        EXPECT_EQ(traced.exit_code, 0) << traced.err;
        EXPECT_EQ(pins(traced.out, false), std::regex_replace(story, std::regex("@[0-9]+"), ""));
        EXPECT_THAT(traced.out, HasSubstr(R"("unknown":0,)"));
    }
};

TEST_F(MonOnLiveLine, AnLm3sSaysWhatItsTasksDo) {
    expect_the_story("lm3s6965evb", PERTH_TEST_MON_LM3S);
}

TEST_F(MonOnLiveLine, AnStm32f4SaysWhatItsTasksDo) {
    expect_the_story("netduinoplus2", PERTH_TEST_MON_STM32F4);
}

}  // namespace
}  // namespace perth::cli
