#include "cli/console/hex.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/console/in_pieces.hpp"

namespace perth::cli {
namespace {

std::string shown(std::string_view bytes) {
    return through([] { return std::make_unique<HexView>(); }, bytes);
}

TEST(HexView, ShowsRowsOf16WithOffsetAndAscii) {
    EXPECT_EQ(shown(std::string_view("0123456789abcdef\0\x7f\xff\n ~", 22)),
              "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
              "00000010  00 7f ff 0a 20 7e                                 |.... ~|\n");
}

TEST(HexView, ShowsNothingOfNothing) { EXPECT_EQ(shown(""), ""); }

TEST(HexView, ShowsAnUnfinishedRowWhenNothingComesAndGoesOnAtItsOffset) {
    HexView stage;
    std::string out;
    stage.feed("ab", out);
    EXPECT_EQ(out, "");
    stage.pause(out);
    stage.pause(out);
    EXPECT_EQ(out, "00000000  61 62                                             |ab|\n");
    stage.feed("c", out);
    stage.finish(out);
    EXPECT_EQ(out,
              "00000000  61 62                                             |ab|\n"
              "00000002  63                                                |c|\n");
}

}  // namespace
}  // namespace perth::cli
