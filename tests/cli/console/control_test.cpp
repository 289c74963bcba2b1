#include "cli/console/control.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace perth::cli {
namespace {

using Keep = ControlFilter::Keep;

std::string filtered(std::string_view bytes, Keep keep = Keep::colours) {
    ControlFilter filter(keep);
    std::string out;
    filter.feed(bytes, out);
    return out;
}

TEST(ControlFilter, LetsTextLineEndsTabsAndBackspacesThrough) {
    EXPECT_EQ(filtered("a\tb\b\r\nGrüße 23 °C 日本 😀\n"), "a\tb\b\r\nGrüße 23 °C 日本 😀\n");
}

TEST(ControlFilter, LetsColoursThrough) {
    EXPECT_EQ(filtered("\x1b[31mred\x1b[m \x1b[1;38;5;12mblue\x1b[0m \x1b[38:2::1:2:3mx"),
              "\x1b[31mred\x1b[m \x1b[1;38;5;12mblue\x1b[0m \x1b[38:2::1:2:3mx");
}

TEST(ControlFilter, DropsColoursWhereOnlyTextIsKept) {
    EXPECT_EQ(filtered("\x1b[31mred\x1b[0m", Keep::text), "red");
}

TEST(ControlFilter, DropsTitleAndClipboard) {
    EXPECT_EQ(filtered("a\x1b]0;title\x07"
                       "b\x1b]52;c;cm0gLXJm\x1b\\c"),
              "abc");
}

TEST(ControlFilter, DropsWhatTheTerminalWouldAnswer) {
    EXPECT_EQ(filtered("a\x1b[6nb\x1b[cc\x1b[>cd\x1b[?1;2ce\x1bZf\x05g\x1bP$qm\x1b\\h\x1b[14ti"),
              "abcdefghi");
}

TEST(ControlFilter, DropsCursorMovementAndErasing) {
    EXPECT_EQ(filtered("a\x1b[2Jb\x1b[Hc\x1b[3Ad\x1b[Ke\x1b"
                       "7f\x1b"
                       "8g\x1b"
                       "ch\x1bMi"),
              "abcdefghi");
}

TEST(ControlFilter, DropsModesKeyboardsAndCharacterSets) {
    EXPECT_EQ(filtered("a\x1b[?1049hb\x1b[>4;2mc\x1b(0d\x0e"
                       "e\x0f"
                       "f\x1b[?4mg\x1b[1 mh\x1b#8i"),
              "abcdefghi");
}

TEST(ControlFilter, DropsBellAndOtherControls) {
    EXPECT_EQ(filtered(std::string_view("a\0b\x07"
                                        "c\x0b"
                                        "d\x0c"
                                        "e\x7f"
                                        "f\x11g\x13h",
                                        15)),
              "abcdefgh");
}

TEST(ControlFilter, DropsStringsOfEveryKind) {
    EXPECT_EQ(filtered("a\x1b_apc\x1b\\b\x1b^pm\x1b\\c\x1bXsos\x1b\\d"), "abcd");
}

TEST(ControlFilter, TakesC1ControlsInUtf8ForTheirSequences) {
    EXPECT_EQ(filtered("a\xC2\x9B"
                       "6nb\xC2\x9D"
                       "52;c;eA==\x07"
                       "c\xC2\x90q\x1b\\d\xC2\x85"
                       "e"),
              "abcde");
    EXPECT_EQ(filtered("\xC2\x9B"
                       "31mred"),
              "\x1b[31mred");
}

TEST(ControlFilter, ReplacesBytesThatAreNoUtf8) {
    EXPECT_EQ(filtered("a\x9B"
                       "6n\xFF"
                       "b"),
              "a\uFFFD6n\uFFFDb");
    EXPECT_EQ(filtered("\xC0\x9B\xE0\x80\x9B"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(filtered("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(filtered("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(filtered("\xE2\x82z"), "\uFFFDz");
}

TEST(ControlFilter, LosesNoLineToASequenceThatNeverEnds) {
    EXPECT_EQ(filtered("a\x1b]0;title\nnext\n"), "a\nnext\n");
    EXPECT_EQ(filtered("a\x1bPdevice\nnext\n"), "a\nnext\n");
    EXPECT_EQ(filtered("a\x1b[12;\nnext\n"), "a\nnext\n");
    EXPECT_EQ(filtered("a\x1b\nnext\n"), "a\nnext\n");
    EXPECT_EQ(filtered("a\x1b]x\x18"
                       "b\x1b]x\x1a"
                       "c"),
              "abc");
}

TEST(ControlFilter, BeginsAnewAtAnEscapeInsideASequence) {
    EXPECT_EQ(filtered("a\x1b[3\x1b[31mb\x1b\x1b[32mc\x1b]0;t\x1b[33md"),
              "a\x1b[31mb\x1b[32mc\x1b[33md");
}

TEST(ControlFilter, DropsAColourOfAbsurdLength) {
    EXPECT_EQ(filtered("a\x1b[" + std::string(65, '1') + "mb"), "ab");
    EXPECT_EQ(filtered("\x1b[" + std::string(64, '1') + "m"), "\x1b[" + std::string(64, '1') + "m");
}

TEST(ControlFilter, SwitchesColoursOffAtTheEndIfAnyIsOn) {
    ControlFilter filter(Keep::colours);
    std::string out;
    filter.feed("\x1b[31mred", out);
    EXPECT_EQ(filter.finish(), "\x1b[0m");
    EXPECT_EQ(filter.finish(), "");
    filter.feed("\x1b[31mred\x1b[0m\x1b[32", out);
    EXPECT_EQ(filter.finish(), "");
}

TEST(ControlFilter, GivesTheSameWhereverTheBytesAreCut) {
    const std::string bytes =
        "a\x1b[1;31mé\x1b[0m\x1b]52;c;eA==\x07😀\x1b[6n\xC2\x9B"
        "32mz\xFF\x1bP1$r\x1b\\\x1b(B€\r\n";
    const std::string whole = filtered(bytes);
    for (std::size_t first = 0; first <= bytes.size(); ++first) {
        for (std::size_t second = first; second <= bytes.size(); ++second) {
            ControlFilter filter(Keep::colours);
            std::string out;
            filter.feed(std::string_view(bytes).substr(0, first), out);
            filter.feed(std::string_view(bytes).substr(first, second - first), out);
            filter.feed(std::string_view(bytes).substr(second), out);
            ASSERT_EQ(out, whole) << "cut at " << first << " and " << second;
        }
    }
}

}  // namespace
}  // namespace perth::cli
