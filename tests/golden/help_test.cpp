// The complete text of every --help.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(PERTH_SOURCE_DIR) / "tests/golden/help";

std::string help(const std::string& command) {
    Command call{.args = {PERTH_PROGRAM}};
    if (command != "perth") call.args.push_back(command);
    call.args.emplace_back("--help");
    return run(call).out;
}

/// Returns "perth" for the tool itself and the name of each command in its help.
std::set<std::string> commands() {
    std::set<std::string> names = {"perth"};
    const std::string text = help("perth");
    std::istringstream lines(text.substr(text.find("Commands:\n") + 10));
    for (std::string line; std::getline(lines, line) && !line.empty();) {
        if (line.starts_with("   ")) continue;  // the row before goes on
        names.insert(line.substr(2, line.find(' ', 2) - 2));
    }
    return names;
}

std::string content(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Help, IsWhatTheFilesSay) {
    for (const std::string& command : commands()) {
        const fs::path file = folder / (command + ".txt");
        if (std::getenv("PERTH_REFRESH") != nullptr) std::ofstream(file) << help(command);
        EXPECT_EQ(help(command), content(file))
            << "if this was meant: PERTH_REFRESH=1 ctest --preset dev -L golden";
    }
}

TEST(Help, HasNoFileWithoutACommand) {
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        files.insert(entry.path().stem().string());
    }
    EXPECT_EQ(files, commands());
}

TEST(Help, EndsWithTwoExamplesForEveryCommand) {
    for (const std::string& command : commands()) {
        const std::string text = help(command);
        std::istringstream lines(text.substr(text.find("\nExamples:\n") + 11));
        int examples = 0;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("  perth ")) ++examples;
        }
        EXPECT_EQ(examples, 2) << command;
    }
}

}  // namespace
}  // namespace perth::cli
