// `perth run -b host` with a firmware of ten tasks (firmware.cpp).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using Clock = std::chrono::steady_clock;

/// The project, built once for all tests.
class Project {
public:
    static const Project& shared() {
        static const Project project;
        return project;
    }

    Project() {
        perth_.share_compiler_cache();
        EXPECT_EQ(perth_.run({"new", "try", "-t", "empty", "-b", "host", "--no-git"}).exit_code, 0);
        write_file(perth_.folder() / "try/src/main.cpp",
                   read_file(PERTH_SOURCE_DIR "/tests/emulator/simulated/firmware.cpp"));
        const Finished built = perth_.run({"-C", "try", "build"});
        EXPECT_EQ(built.exit_code, 0) << built.err;
    }

    [[nodiscard]] Finished run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"-C", "try", "run", "-q"});
        return perth_.run(std::move(arguments));
    }
    [[nodiscard]] std::string file(const std::string& name) const {
        return read_file(perth_.folder() / "try" / name);
    }
    void write(const std::string& name, const std::string& text) const {
        perth_.write("try/" + name, text);
    }

private:
    Perth perth_;
};

/// Returns the changes of each pin in a file of waveforms: "0:1 150:0", times in ms.
std::map<std::string, std::string> changes(const std::string& vcd) {
    std::map<std::string, std::string> names;
    std::map<std::string, std::string> changes;
    std::istringstream lines(vcd);
    std::int64_t time = 0;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string first, kind, bits, code, name;
        words >> first >> kind >> bits >> code >> name;
        if (first == "$var") {
            names[code] = name;
        } else if (first.starts_with('#')) {
            time = std::stoll(first.substr(1));
        } else if (!first.empty() && first[0] != '$') {
            changes[names[first.substr(1)]] += fmt::format("{}:{} ", time / 1000, first[0]);
        }
    }
    return changes;
}

/// Runs twice with the same options; returns the waveforms of both.
std::pair<std::string, std::string> run_twice(std::vector<std::string> options,
                                              const std::string& kind) {
    const Project& project = Project::shared();
    options.insert(options.end(), {"--" + kind, "a." + kind});
    EXPECT_EQ(project.run(options).exit_code, 0);
    options.back() = "b." + kind;
    EXPECT_EQ(project.run(options).exit_code, 0);
    return {project.file("a." + kind), project.file("b." + kind)};
}

TEST(CLI_5, TwoLightsToggleSevenTimesInASecondAndTheFileIsTheSameEachTime) {
    const auto [first, second] = run_twice({"--for", "1s"}, "vcd");
    EXPECT_EQ(first, second);
    const auto pins = changes(first);
    EXPECT_EQ(pins.at("LED"), "0:1 150:0 300:1 450:0 600:1 750:0 900:1 ");
    EXPECT_EQ(pins.at("LED_RED"), "0:0 150:1 300:0 450:1 600:0 750:1 900:0 ");
}

TEST(Simulated, GivesTheSamePictureEachTime) {
    const auto [first, second] = run_twice({"--for", "10s"}, "svg");
    EXPECT_EQ(first, second);
    EXPECT_THAT(first, HasSubstr("<title>try on host</title>"));
}

TEST(Simulated, PlaysAStimulusToTheFirmware) {
    const Project& project = Project::shared();
    project.write("press.txt",
                  "500ms BUTTON press for 100ms bounce 5 3ms\n"
                  "+200ms BUTTON press for 50ms repeat 2 every 100ms\n");
    const auto [first, second] = run_twice({"--for", "2s", "--stimulus", "press.txt"}, "vcd");
    EXPECT_EQ(first, second);
    const auto pins = changes(first);
    EXPECT_THAT(pins.at("BUTTON"), EndsWith(" 602:1 802:0 852:1 902:0 952:1 "));
    EXPECT_EQ(pins.at("LED_GREEN"), "0:0 500:1 820:0 920:1 ");
}

TEST(Simulated, TakesAnHourOfTenTasksInASecond) {
    const Project& project = Project::shared();
    const auto begin = Clock::now();
    EXPECT_EQ(project.run({"--for", "1h", "--vcd", "h.vcd", "--svg", "h.svg"}).exit_code, 0);
    const std::chrono::duration<double> took = Clock::now() - begin;
    std::cout << fmt::format(
        "an hour of ten tasks, recorded, takes {:.2f} s: {:.0f} times faster\n", took.count(),
        3600 / took.count());
    EXPECT_THAT(changes(project.file("h.vcd")).at("LED"), HasSubstr(" 3599850:"));
    EXPECT_LT(project.file("h.svg").size(), 200'000U);
    EXPECT_LT(took.count(), 10.0);  // a second where nothing else runs
}

}  // namespace
}  // namespace perth::cli
