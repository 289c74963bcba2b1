// The four steps of board-defs/README.md, followed to the letter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;

/// Returns what the page shows in fenced blocks of a language, one after the other.
std::string blocks(const std::string& page, const std::string& language) {
    const std::string fence = "```" + language + "\n";
    std::string text;
    for (auto at = page.find(fence); at != page.npos; at = page.find(fence, at)) {
        at += fence.size();
        text += page.substr(at, page.find("```", at) - at);
    }
    return text;
}

/// Returns what a pattern's brackets match.
std::string found(const std::string& page, const std::string& pattern) {
    std::smatch match;
    return std::regex_search(page, match, std::regex(pattern)) ? match[1].str() : "";
}

TEST(BoardDefsReadme, AddsABoardInFourSteps) {
    const std::string page =
        read_file(std::filesystem::path(PERTH_SOURCE_DIR) / "board-defs/README.md");
    const std::string project = found(page, "In a project \\(`([^`]+)`\\)");
    const std::string file = found(page, "as `(boards/[^`]+)`:");
    ASSERT_NE(project, "");
    ASSERT_NE(file, "");
    Perth perth;
    perth.share_compiler_cache();
    perth.write("hello/" + file, blocks(page, "json"));
    // perth new wants an empty folder, and the definition is written in the project.
    const Finished done =
        perth.shell("set -e\nperth() { \"$0\" \"$@\"; }\nmv hello written\n" + project +
                    "\ncp -r ../written/boards .\n" + blocks(page, "sh"));
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr(file + " is in order\n"));
    EXPECT_THAT(done.out, HasSubstr("I2C SCL  PB6    1 ┤      ├ 4    PA9   console TX\n"));
    EXPECT_THAT(done.out, HasSubstr("built hello for my-board: build/my-board/hello.elf\n"));
}

}  // namespace
}  // namespace perth::cli
