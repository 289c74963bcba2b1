#include "cli/console/map.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/console/in_pieces.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

std::string in(const std::vector<std::string>& names, std::string_view bytes) {
    const Maps maps = parse_maps(names);
    return through([&] { return std::make_unique<MapBytes>(maps.in); }, bytes);
}

std::string out(const std::vector<std::string>& names, std::string_view bytes) {
    std::string text;
    parse_maps(names).out.apply(bytes, text);
    return text;
}

TEST(Maps, ChangeWhatComesFromTheDevice) {
    const std::string_view text = "a\rb\nc\r\n";
    EXPECT_EQ(in({}, text), text);
    EXPECT_EQ(in({"igncr"}, text), "ab\nc\n");
    EXPECT_EQ(in({"icrnl"}, text), "a\nb\nc\n\n");
    EXPECT_EQ(in({"icrcrnl"}, text), "a\r\nb\nc\r\n\n");
    EXPECT_EQ(in({"ignlf"}, text), "a\rbc\r");
    EXPECT_EQ(in({"inlcr"}, text), "a\rb\rc\r\r");
    EXPECT_EQ(in({"inlcrnl"}, text), "a\rb\r\nc\r\r\n");
    EXPECT_EQ(in({"igncr,inlcrnl"}, text), "ab\r\nc\r\n");
    EXPECT_EQ(in({"igncr", "inlcr"}, text), "ab\rc\r");
}

TEST(Maps, ChangeWhatGoesToTheDevice) {
    const std::string_view text = "a\rb\nc\b\x7f";
    EXPECT_EQ(out({}, text), text);
    EXPECT_EQ(out({"oigncr"}, text), "ab\nc\b\x7f");
    EXPECT_EQ(out({"ocrnl"}, text), "a\nb\nc\b\x7f");
    EXPECT_EQ(out({"ocrcrnl"}, text), "a\r\nb\nc\b\x7f");
    EXPECT_EQ(out({"oignlf"}, text), "a\rbc\b\x7f");
    EXPECT_EQ(out({"onlcr"}, text), "a\rb\rc\b\x7f");
    EXPECT_EQ(out({"onlcrnl"}, text), "a\rb\r\nc\b\x7f");
    EXPECT_EQ(out({"odelbs"}, text), "a\rb\nc\b\b");
    EXPECT_EQ(out({"obsdel"}, text), "a\rb\nc\x7f\x7f");
}

TEST(Maps, KnowWhetherTheyChangeAnything) {
    const Maps maps = parse_maps({"odelbs"});
    EXPECT_TRUE(maps.in.is_empty());
    EXPECT_FALSE(maps.out.is_empty());
}

TEST(Maps, RefuseNamesThatAreNotKnown) {
    EXPECT_EQ(error_text([] { (void)parse_maps({"icrn"}); }),
              "error: --map: 'icrn' is not known\n"
              "  known are igncr icrnl icrcrnl ignlf inlcr inlcrnl oigncr ocrnl ocrcrnl oignlf "
              "onlcr onlcrnl odelbs obsdel\n"
              "  hint: did you mean icrnl?");
    EXPECT_EQ(error_text([] { (void)parse_maps({"igncr,,inlcr"}); }),
              "error: --map: '' is not known\n"
              "  known are igncr icrnl icrcrnl ignlf inlcr inlcrnl oigncr ocrnl ocrcrnl oignlf "
              "onlcr onlcrnl odelbs obsdel");
    EXPECT_EQ(error_exit([] { (void)parse_maps({"x"}); }), Exit::wrong_use);
}

TEST(Maps, RefuseTwoForOneByte) {
    EXPECT_EQ(error_text([] { (void)parse_maps({"igncr", "icrnl"}); }),
              "error: --map: icrnl changes a byte that another map changes\n"
              "  hint: leave one of them out");
    EXPECT_EQ(error_exit([] { (void)parse_maps({"igncr,igncr"}); }), Exit::wrong_use);
    EXPECT_EQ(error_exit([] { (void)parse_maps({"igncr,oigncr"}); }), Exit::done);
}

TEST(LineEnds, BecomeOfOneKind) {
    const auto sent = [](Eol eol, std::string_view typed) {
        return through([eol] { return std::make_unique<LineEnds>(eol); }, typed);
    };
    EXPECT_EQ(sent(Eol::cr, "a\rb\nc\r\n\n"), "a\rb\rc\r\r");
    EXPECT_EQ(sent(Eol::lf, "a\rb\nc\r\n\r"), "a\nb\nc\n\n");
    EXPECT_EQ(sent(Eol::crlf, "a\rb\nc\r\n"), "a\r\nb\r\nc\r\n");
}

}  // namespace
}  // namespace perth::cli
