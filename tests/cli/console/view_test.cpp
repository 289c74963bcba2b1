#include "cli/console/view.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace perth::cli {
namespace {

ConsoleView plain_view(const char* until) { return {false, Pattern(until, "--until")}; }

TEST(ConsoleView, CopiesBytesUnchangedWhereThereIsNoTerminal) {
    ConsoleView view(false, std::nullopt);
    const std::string_view bytes("\x1b]0;x\x07\0\xFF\x1b[6n\n", 12);
    EXPECT_EQ(view.take(bytes), bytes);
    EXPECT_EQ(view.finish(), "");
}

TEST(ConsoleView, LetsOnlyHarmlessSequencesReachATerminal) {
    ConsoleView view(true, std::nullopt);
    EXPECT_EQ(view.take("\x1b[31mred\x1b]0;x\x07\x1b[6n\n"), "\x1b[31mred\n");
    EXPECT_EQ(view.finish(), "\x1b[0m");
}

TEST(ConsoleView, EndsAnUnfinishedLineOnATerminal) {
    ConsoleView view(true, std::nullopt);
    EXPECT_EQ(view.take("> "), "> ");
    EXPECT_EQ(view.finish(), "\n");
}

TEST(ConsoleView, ShowsNothingBehindTheLineThatMatches) {
    ConsoleView view = plain_view("^two");
    EXPECT_EQ(view.take("one\ntwo 2\nthree\n"), "one\ntwo 2\n");
    EXPECT_TRUE(view.matched());
}

TEST(ConsoleView, MatchesWhereverTheBytesAreCut) {
    const std::string bytes = "one\ntwo 2\r\nthree\n";
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        ConsoleView view = plain_view("^two 2$");
        std::string shown = view.take(std::string_view(bytes).substr(0, cut));
        if (!view.matched()) shown += view.take(std::string_view(bytes).substr(cut));
        ASSERT_EQ(shown, "one\ntwo 2\r\n") << "cut at " << cut;
        ASSERT_TRUE(view.matched());
    }
}

TEST(ConsoleView, AsksAboutAnUnfinishedLineOnlyWhenTold) {
    ConsoleView view = plain_view("> $");
    EXPECT_EQ(view.take("ready\n> "), "ready\n> ");
    EXPECT_FALSE(view.matched());
    EXPECT_TRUE(view.unfinished_matches());
    EXPECT_EQ(view.take("x"), "x");
    EXPECT_FALSE(view.unfinished_matches());
}

TEST(ConsoleView, MatchesNoUnfinishedLineWithoutAnExpressionOrALine) {
    ConsoleView without(false, std::nullopt);
    EXPECT_EQ(without.take("x"), "x");
    EXPECT_FALSE(without.unfinished_matches());
    ConsoleView view = plain_view("^$");
    EXPECT_EQ(view.take("x\n"), "x\n");
    EXPECT_FALSE(view.unfinished_matches());
}

TEST(ConsoleView, RemembersTheLastLineThatSaysSomething) {
    ConsoleView view(false, std::nullopt);
    EXPECT_EQ(view.last_line(), "");
    EXPECT_EQ(view.take("one\ntwo\n\n").size(), 9U);
    EXPECT_EQ(view.last_line(), "two");
    EXPECT_EQ(view.take("thr").size(), 3U);
    EXPECT_EQ(view.last_line(), "thr");
}

TEST(ConsoleView, ReadsAlongForADump) {
    ConsoleView view(false, std::nullopt);
    EXPECT_FALSE(view.take("@perth panic x: 1 2\n@perth end\n").empty());
    EXPECT_TRUE(view.dump().ended());
}

}  // namespace
}  // namespace perth::cli
