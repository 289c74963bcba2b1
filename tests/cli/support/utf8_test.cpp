#include "cli/support/utf8.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace perth::cli {
namespace {

TEST(Utf8, ReadsCharactersOfEveryLength) {
    for (const auto& [text, code] : {std::pair<std::string_view, char32_t>{"A", U'A'},
                                     {"\u00e9", U'\u00e9'},
                                     {"\u20ac", U'\u20ac'},
                                     {"\U0001F600", U'\U0001F600'}}) {
        const Utf8Char read = first_char(text);
        EXPECT_TRUE(read.valid);
        EXPECT_EQ(read.code, code);
        EXPECT_EQ(read.size, text.size());
    }
}

TEST(Utf8, RefusesBrokenSequencesAByteAtATime) {
    for (const std::string_view broken : {
             "\x80",              // continuation without a lead
             "\xc3",              // cut
             "\xc3(",             // no continuation
             "\xe2\x82",          // cut
             "\xc0\x80",          // longer than needed
             "\xe0\x80\x80",      // longer than needed
             "\xf0\x80\x80\x80",  // longer than needed
             "\xed\xa0\x80",      // surrogate
             "\xf4\x90\x80\x80",  // beyond U+10FFFF
             "\xf8\x88\x80\x80",  // no such lead
             "\xff",
         }) {
        const Utf8Char read = first_char(broken);
        EXPECT_FALSE(read.valid);
        EXPECT_EQ(read.code, 0xFFFD);
        EXPECT_EQ(read.size, 1);
    }
}

TEST(CellWidth, KnowsNarrowWideAndCombining) {
    EXPECT_EQ(cell_width(U'a'), 1);
    EXPECT_EQ(cell_width(U'\u00e9'), 1);
    EXPECT_EQ(cell_width(U'\u2500'), 1);
    EXPECT_EQ(cell_width(U'\u0301'), 0);
    EXPECT_EQ(cell_width(U'\u200d'), 0);
    EXPECT_EQ(cell_width(U'\u6f22'), 2);
    EXPECT_EQ(cell_width(U'\uff21'), 2);
    EXPECT_EQ(cell_width(U'\U0001F600'), 2);
    EXPECT_EQ(cell_width(U'\x1b'), 0);
    EXPECT_EQ(cell_width(0x10FFFF), 1);
}

TEST(TextWidth, AddsCellsAndCountsBrokenBytes) {
    EXPECT_EQ(text_width("a\u6f22e\u0301\xff"), 5);
    EXPECT_EQ(text_width(""), 0);
}

}  // namespace
}  // namespace perth::cli
