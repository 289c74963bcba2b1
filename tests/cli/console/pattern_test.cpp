#include "cli/console/pattern.hpp"

#include <gtest/gtest.h>

#include <string>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

std::string complaint(const std::string& text) {
    try {
        const Pattern pattern(text, "--until");
    } catch (const Error& error) {
        EXPECT_EQ(error.parts().exit, Exit::wrong_use);
        return error.text();
    }
    return "no error";
}

TEST(Pattern, FitsAnyPartOfALine) {
    const Pattern pattern("FAIL|pass(ed)?", "--until");
    EXPECT_TRUE(pattern.matches("12 passed"));
    EXPECT_TRUE(pattern.matches("FAIL"));
    EXPECT_FALSE(pattern.matches("12 PASSED"));
}

TEST(Pattern, KnowsTheEndsOfALine) {
    const Pattern pattern("^count: 3$", "--until");
    EXPECT_TRUE(pattern.matches("count: 3"));
    EXPECT_FALSE(pattern.matches("count: 30"));
    EXPECT_FALSE(pattern.matches(" count: 3"));
}

TEST(Pattern, SearchesBehindAZeroByte) {
    EXPECT_TRUE(Pattern("done", "--until").matches(std::string_view("a\0done", 6)));
}

TEST(Pattern, IsSureOfALongLineThatAlmostFits) {
    EXPECT_FALSE(Pattern("(a*)*b", "--until").matches(std::string(65536, 'a')));
}

TEST(Pattern, SaysWhyItCannotBeRead) {
    EXPECT_EQ(complaint("(a"),
              "error: --until: '(a' is not a regular expression\n"
              "  Unmatched ( or \\(\n"
              "  hint: it is read as grep -E does; put a backslash before . * + ? ( ) [ { | ^ $ "
              "that stand for themselves");
}

}  // namespace
}  // namespace perth::cli
