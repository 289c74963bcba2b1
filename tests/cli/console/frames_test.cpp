#include "cli/console/frames.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/console/in_pieces.hpp"

namespace perth::cli {
namespace {

std::string shown(std::string_view bytes) {
    return through([] { return std::make_unique<HideFrames>(); }, bytes);
}

TEST(HideFrames, LeavesOutFramesAndTheirContinuations) {
    EXPECT_EQ(shown("one\n\x06\tAAsCAAABAAABAKA1/A==\n\x04\x14QUJD\ntwo\n"), "one\ntwo\n");
}

TEST(HideFrames, KnowsAFrameBehindACarriageReturnAndOneThatEndsWithBoth) {
    EXPECT_EQ(shown("prompt\r\x06\tQUJD\nx\n\x06\tQUJD\r\ny"), "prompt\rx\ny");
}

TEST(HideFrames, PassesWhatOnlyBeginsLikeAFrame) {
    for (const std::string_view text :
         {"\x06", "\x06\n", "\x06\t", "\x06\t\n", "\x04\x14\n", "\x06\x14QUJD\n", "\x04\tQUJD\n",
          "\x06\tQUJ D\n", "\x06\tQUJD\x1b[31m\n", "x\x06\tQUJD\n", "\x06\x06\tQUJD\n",
          "\x06\tQUJD"}) {
        EXPECT_EQ(shown(text), text);
    }
}

TEST(HideFrames, PassesALineThatIsLongerThanAnyFrame) {
    const std::string longest = "\x06\t" + std::string(124, 'A') + "\n";
    EXPECT_EQ(shown(longest), "");
    const std::string longer = "\x06\t" + std::string(125, 'A') + "\n";
    EXPECT_EQ(shown(longer), longer);
}

TEST(HideFrames, HoldsAnUnfinishedFrameWhileNothingComes) {
    HideFrames stage;
    std::string out;
    stage.feed("> \n\x06\tQU", out);
    stage.pause(out);
    EXPECT_EQ(out, "> \n");
    stage.feed("JD\nx", out);
    EXPECT_EQ(out, "> \nx");
}

}  // namespace
}  // namespace perth::cli
