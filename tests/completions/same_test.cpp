// Help, completions and man pages say the same: every command and option of --help is in all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <sstream>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;

const fs::path pages = fs::path(PERTH_SHARE) / "man/man1";

/// Returns the first words of the lines of a part of help: "new", "-C, --project".
std::vector<std::string> rows(const std::string& help, const std::string& part) {
    std::vector<std::string> found;
    const auto begin = help.find("\n" + part + ":\n");
    if (begin == std::string::npos) return found;
    std::istringstream lines(help.substr(begin + part.size() + 3));
    for (std::string line; std::getline(lines, line) && !line.empty();) {
        static const std::regex row("^ {2,6}(-.*|[a-z]+ {2,}.*)");
        if (std::regex_match(line, row)) found.push_back(line);
    }
    return found;
}

/// Returns every "-x" and "--name" in the rows of options.
std::vector<std::string> options(const std::string& help) {
    static const std::regex name("^( {2}(-[^ ,])(, )?| {6})(--[a-z][a-z0-9-]*)?.*");
    std::vector<std::string> found;
    for (const char* const part : {"Options", "Everywhere"}) {
        for (const std::string& row : rows(help, part)) {
            std::smatch match;
            if (!std::regex_match(row, match, name)) continue;
            for (const std::size_t group : {2U, 4U}) {
                if (match[group].matched) found.push_back(match[group]);
            }
        }
    }
    return found;
}

std::vector<std::string> commands() {
    std::vector<std::string> found;
    for (const std::string& row : rows(Perth().run({"--help"}).out, "Commands")) {
        found.push_back(row.substr(2, row.find(' ', 2) - 2));
    }
    return found;
}

/// Returns the lines of the script that have `command` in them.
std::string about(const std::string& script, const std::string& command) {
    std::istringstream lines(script);
    std::string found;
    for (std::string line; std::getline(lines, line);) {
        if (line.find(command) != std::string::npos) found += line + "\n";
    }
    return found;
}

/// Returns a pattern of the option as it stands in a man page: "Fl \\&b" or "Fl \\&\\-board".
std::string in_roff(const std::string& option) {
    const std::string name = std::regex_replace(option.substr(1), std::regex("-"), R"(\\-)");
    return R"(Fl \\&)" + name + "[ \n]";
}

TEST(Same, CommandsAreFound) {
    EXPECT_THAT(commands(), testing::IsSupersetOf({"new", "build", "clean", "run", "boards"}));
    EXPECT_THAT(
        options(Perth().run({"build", "--help"}).out),
        testing::IsSupersetOf({"--all", "-j", "--jobs", "-C", "--project", "--json", "-h"}));
}

TEST(Same, EveryCommandIsInCompletionsAndManPages) {
    const Perth perth;
    const std::string bash = perth.run({"completions", "bash"}).out;
    const std::string zsh = perth.run({"completions", "zsh"}).out;
    const std::string fish = perth.run({"completions", "fish"}).out;
    for (const std::string& command : commands()) {
        EXPECT_THAT(bash, ContainsRegex("_perth_offer .*\\b" + command + "\\b"));
        EXPECT_THAT(zsh, HasSubstr("'" + command + ":"));
        EXPECT_THAT(fish, HasSubstr(" -a " + command + " "));
        EXPECT_THAT(read_file(pages / "perth.1"), HasSubstr(".Xr perth-" + command + " 1"));
        EXPECT_TRUE(fs::exists(pages / ("perth-" + command + ".1"))) << command;
    }
}

TEST(Same, EveryOptionIsInCompletionsAndManPages) {
    const Perth perth;
    const std::string bash = perth.run({"completions", "bash"}).out;
    const std::string zsh = perth.run({"completions", "zsh"}).out;
    const std::string fish = perth.run({"completions", "fish"}).out;
    const std::string bash_everywhere = about(bash, "    _perth_offer -C");
    const std::string fish_everywhere = std::regex_replace(fish, std::regex(".* -n .*\n"), "");
    for (const std::string& command : commands()) {
        const std::string page = read_file(pages / ("perth-" + command + ".1"));
        const auto zsh_begin = zsh.find(" " + command + ")\n");
        const std::string zsh_part = zsh.substr(0, zsh.find("    commands=(")) +
                                     zsh.substr(zsh_begin, zsh.find(";;", zsh_begin) - zsh_begin);
        const std::string bash_part = about(bash, "  " + command + ") _perth_offer");
        const std::string fish_part = about(fish, "'__perth_typed " + command + "'");
        const auto names = options(perth.run({command, "--help"}).out);
        EXPECT_GE(names.size(), 13U) << command;
        for (const std::string& option : names) {
            SCOPED_TRACE(command + " " + option);
            EXPECT_THAT(bash_part + bash_everywhere, ContainsRegex(" " + option + "[ \n]"));
            EXPECT_THAT(zsh_part, ContainsRegex("[ {,']" + option + "[+=,}']"));
            const bool is_short = option.size() == 2;
            EXPECT_THAT(
                fish_part + fish_everywhere,
                HasSubstr((is_short ? " -s " : " -l ") + option.substr(is_short ? 1 : 2) + " "));
            EXPECT_THAT(page, ContainsRegex(in_roff(option)));
        }
    }
}

}  // namespace
}  // namespace perth::cli
