#include "cli/console/lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> lines_of(Lines& lines, std::string_view bytes) {
    std::vector<std::string> found;
    lines.feed(bytes, [&](std::string_view line, std::size_t) {
        found.emplace_back(line);
        return true;
    });
    return found;
}

TEST(Lines, EndAtLineFeedsWithOrWithoutACarriageReturn) {
    Lines lines;
    EXPECT_THAT(lines_of(lines, "one\ntwo\r\n\nrest"), ElementsAre("one", "two", ""));
    EXPECT_EQ(lines.unfinished(), "rest");
}

TEST(Lines, AreWithoutColoursAndControls) {
    Lines lines;
    EXPECT_THAT(lines_of(lines, "\x1b[31mPA\x1b[0mSS\x1b]0;x\x07\n"), ElementsAre("PASS"));
}

TEST(Lines, AreTheSameWhereverTheBytesAreCut) {
    const std::string bytes = "one\r\n\x1b[1mtwo\x1b[0m\nthree";
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        Lines lines;
        auto found = lines_of(lines, std::string_view(bytes).substr(0, cut));
        for (auto& line : lines_of(lines, std::string_view(bytes).substr(cut))) {
            found.push_back(line);
        }
        ASSERT_THAT(found, ElementsAre("one", "two")) << "cut at " << cut;
        ASSERT_EQ(lines.unfinished(), "three") << "cut at " << cut;
    }
}

TEST(Lines, AreHandedOutInPiecesWhenTooLong) {
    Lines lines;
    const auto found = lines_of(lines, std::string(Lines::longest + 10, 'a') + "\n");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].size(), Lines::longest);
    EXPECT_EQ(found[1], "aaaaaaaaaa");
}

TEST(Lines, StopBehindTheLineWhoseReaderHasEnough) {
    Lines lines;
    std::size_t place = 0;
    lines.feed("one\r\ntwo\nthree\n", [&](std::string_view line, std::size_t end) {
        place = end;
        return line != "two";
    });
    EXPECT_EQ(place, 9U);
    EXPECT_EQ(lines.unfinished(), "");
}

}  // namespace
}  // namespace perth::cli
