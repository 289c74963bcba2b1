// The acceptance cases ROT.
#include "perth/drivers/rotary_decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace perth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Options = RotaryDecoder::Options;

class RotaryTest : public testing::Test {
protected:
    /// Feeds samples "cd cd …", clk and data each; returns the steps.
    static std::vector<int> steps(RotaryDecoder decoder, std::string_view samples) {
        std::vector<int> found;
        for (std::size_t i = 0; i + 1 < samples.size(); i += 3) {
            const int step = decoder.sample(samples[i] == '1', samples[i + 1] == '1');
            if (step != 0) found.push_back(step);
        }
        return found;
    }
    static RotaryDecoder stable() { return RotaryDecoder(); }
    static RotaryDecoder fast() { return RotaryDecoder(Options{.fast = true}); }
};

int turn() {
    perth::RotaryDecoder decoder;
    int steps = decoder.sample(false, true);  // clk falls, then data
    steps += decoder.sample(false, false);
    steps += decoder.sample(true, false);  // and rises, then data
    steps += decoder.sample(true, true);
    return steps;  // 1
}

TEST(RotaryDecoder, Example) { EXPECT_EQ(turn(), 1); }

using ROT_1 = RotaryTest;
using ROT_2 = RotaryTest;
using ROT_3 = RotaryTest;
using ROT_4 = RotaryTest;
using ROT_5 = RotaryTest;
using ROT_6 = RotaryTest;

TEST_F(ROT_1, FourSamplesAreAStep) {
    EXPECT_THAT(steps(stable(), "01 00 10 11"), ElementsAre(1));
    EXPECT_THAT(steps(stable(), "10 00 01 11"), ElementsAre(-1));
    EXPECT_THAT(steps(stable(), "01 00 10 11 01 00 10 11 01 00 10 11"), ElementsAre(1, 1, 1));
    EXPECT_THAT(steps(RotaryDecoder(Options{.reverse = true}), "01 00 10 11 10 00 01 11"),
                ElementsAre(-1, 1));
}

TEST_F(ROT_2, BounceIsNoStep) {
    EXPECT_THAT(steps(stable(), "01 11 01 00 01 00 10 11"), ElementsAre(1));
}

TEST_F(ROT_3, HalfWayAndBackIsNothingAndALateSampleIsForgotten) {
    EXPECT_THAT(steps(stable(), "01 00 01 11"), IsEmpty());
    EXPECT_THAT(steps(stable(), "01 10 00 10 11"), ElementsAre(1));
}

TEST_F(ROT_4, TheFastWayPaysForASampleLess) {
    EXPECT_THAT(steps(fast(), "01 00 10 11"), ElementsAre(1));
    EXPECT_THAT(steps(fast(), "10 00 01 11"), ElementsAre(-1));
    EXPECT_THAT(steps(fast(), "01 00 01 11"), ElementsAre(-1));
}

TEST_F(ROT_5, InvertedWithTheOtherLevels) {
    const RotaryDecoder inverted(Options{.invert = true});
    EXPECT_THAT(steps(inverted, "10 11 01 00"), ElementsAre(1));
    EXPECT_THAT(steps(inverted, "01 11 10 00"), ElementsAre(-1));
    EXPECT_THAT(steps(inverted, "10 00 10 11 10 11 01 00"), ElementsAre(1));
    EXPECT_THAT(steps(inverted, "10 11 10 00"), IsEmpty());
    EXPECT_THAT(steps(RotaryDecoder(Options{.fast = true, .invert = true}), "10 11 10 00"),
                ElementsAre(-1));
}

TEST_F(ROT_6, TheFirstStepAfterStartCounts) {
    EXPECT_THAT(steps(RotaryDecoder(), "01 00 10 11"), ElementsAre(1));
    EXPECT_THAT(steps(RotaryDecoder(Options{.invert = true}), "10 11 01 00"), ElementsAre(1));
}

}  // namespace
}  // namespace perth
