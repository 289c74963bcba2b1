#include "cli/console/filter.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/console/in_pieces.hpp"

namespace perth::cli {
namespace {

std::string shown(const std::vector<std::string>& wanted, std::string_view bytes) {
    std::vector<Pattern> patterns;
    for (const std::string& text : wanted) patterns.emplace_back(text, "--filter");
    return through([&] { return std::make_unique<LineFilter>(patterns); }, bytes);
}

TEST(LineFilter, PassesOnlyLinesThatFit) {
    EXPECT_EQ(shown({"^t"}, "one\ntwo\r\nthree\nfour"), "two\r\nthree\n");
    EXPECT_EQ(shown({"^f"}, "one\nfour"), "four");
    EXPECT_EQ(shown({"x"}, "one\n"), "");
}

TEST(LineFilter, PassesLinesThatFitOneOfSeveral) {
    EXPECT_EQ(shown({"^one$", "^three$"}, "one\ntwo\nthree\n"), "one\nthree\n");
}

TEST(LineFilter, DoesNotCountControlSequences) {
    EXPECT_EQ(shown({"^red x$"}, "\x1b[31mred\x1b[0m x\r\n"), "\x1b[31mred\x1b[0m x\r\n");
}

TEST(LineFilter, TakesPiecesOfAnEndlessLineForLines) {
    LineFilter stage({Pattern("^a+$", "--filter")});
    std::string out;
    stage.feed(std::string(4096, 'a') + std::string(4096, 'b') + std::string(100, 'a'), out);
    EXPECT_EQ(out, std::string(4096, 'a'));
    stage.pause(out);
    EXPECT_EQ(out.size(), 4096U);
    stage.finish(out);
    EXPECT_EQ(out.size(), 4196U);
}

}  // namespace
}  // namespace perth::cli
