// GoogleTest's patterns as the boards' framework reads them.
#include <gtest/gtest.h>

#include "runtime/test/board/perth_test_filter.hpp"

namespace perth::test {
namespace {

TEST(TestFilter, FitsTheWholeName) {
    EXPECT_TRUE(matches("Sums.Right", "Sums.Right"));
    EXPECT_FALSE(matches("Sums.Right", "Sums.Rights"));
    EXPECT_FALSE(matches("Sums.Rights", "Sums.Right"));
    EXPECT_FALSE(matches("", "Sums.Right"));
}

TEST(TestFilter, StarsStandForAnyTextAndQuestionMarksForACharacter) {
    EXPECT_TRUE(matches("*", "Sums.Right"));
    EXPECT_TRUE(matches("S*.R*t", "Sums.Right"));
    EXPECT_TRUE(matches("*s.*ig*", "Sums.Sigrig"));
    EXPECT_TRUE(matches("Sums.?ight", "Sums.Right"));
    EXPECT_FALSE(matches("Sums.Right?", "Sums.Right"));
    EXPECT_FALSE(matches("*x", "Sums.Right"));
    EXPECT_TRUE(matches("Sums.Right***", "Sums.Right"));
}

TEST(TestFilter, ColonsSeparatePatterns) {
    EXPECT_TRUE(matches("A.B:Sums.*", "Sums.Right"));
    EXPECT_TRUE(matches("Sums.*:A.B", "Sums.Right"));
    EXPECT_FALSE(matches("A.B:C.D", "Sums.Right"));
}

TEST(TestFilter, AMinusLeavesOut) {
    EXPECT_FALSE(matches("*-Sums.*", "Sums.Right"));
    EXPECT_FALSE(matches("-A.B:Sums.Right", "Sums.Right"));
    EXPECT_TRUE(matches("-A.B", "Sums.Right"));
    EXPECT_TRUE(matches("Sums.*-Sums.Wrong", "Sums.Right"));
    EXPECT_TRUE(matches("Sums.*-", "Sums.Right"));
}

TEST(TestFilter, KnowsWhatIsSwitchedOff) {
    EXPECT_TRUE(is_disabled("Sums.DISABLED_Right"));
    EXPECT_TRUE(is_disabled("DISABLED_Sums.Right"));
    EXPECT_FALSE(is_disabled("Sums.Right_DISABLED_"));
}

}  // namespace
}  // namespace perth::test
