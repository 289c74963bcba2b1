#include "cli/console/highlight.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/console/in_pieces.hpp"

namespace perth::cli {
namespace {

std::string shown(const std::string& wanted, std::string_view bytes) {
    return through([&] { return std::make_unique<Highlight>(Pattern(wanted, "--highlight")); },
                   bytes);
}

TEST(Highlight, MarksEveryPartThatFits) {
    EXPECT_EQ(shown("[0-9]+", "a 1 b 22\nc 3"),
              "a \x1b[7m1\x1b[27m b \x1b[7m22\x1b[27m\nc \x1b[7m3\x1b[27m");
    EXPECT_EQ(shown("^a", "aa\r\n"), "\x1b[7ma\x1b[27ma\r\n");
    EXPECT_EQ(shown("a$", "aa\r\n"), "a\x1b[7ma\x1b[27m\r\n");
}

TEST(Highlight, LeavesWhatDoesNotFitAsItIs) {
    EXPECT_EQ(shown("x", "one\n\x1b[31mtwo\x1b[0m\n"), "one\n\x1b[31mtwo\x1b[0m\n");
    EXPECT_EQ(shown("x*", "one\n"), "one\n");
}

TEST(Highlight, KeepsTheDevicesColoursInside) {
    EXPECT_EQ(shown("red x", "\x1b[31mred\x1b[0m x.\n"), "\x1b[31m\x1b[7mred\x1b[0m x\x1b[27m.\n");
}

TEST(Highlight, KeepsCharactersWhole) {
    EXPECT_EQ(shown("\u00e9", "caf\u00e9s\n"), "caf\x1b[7m\u00e9\x1b[27ms\n");
    EXPECT_EQ(shown("s", "caf\xe9s\n"), "caf\xe9\x1b[7ms\x1b[27m\n");
}

TEST(Highlight, ShowsAPromptWhenNothingComes) {
    Highlight stage(Pattern("r", "--highlight"));
    std::string out;
    stage.feed("ready> ", out);
    EXPECT_EQ(out, "");
    stage.pause(out);
    EXPECT_EQ(out, "\x1b[7mr\x1b[27meady> ");
}

}  // namespace
}  // namespace perth::cli
