#include "cli/console/gap.hpp"

#include <gtest/gtest.h>

#include <string>

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

const Gap::Clock::time_point lost{100s};
const auto back = lost + 412ms;

/// Feeds the bytes one by one; returns how many it took for a verdict.
std::size_t needed(Gap& gap, std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (gap.take(bytes.substr(i, 1), back + 10ms)) return i + 1;
    }
    return bytes.size() + 1;
}

TEST(Gap, KnowsARestartByTheFirstLine) {
    Gap gap(lost, back);
    EXPECT_EQ(needed(gap, "\r\n-- hello 0.1.0, build 1a2b3c4d\r\ncount 0\n"), 34U);
    EXPECT_EQ(gap.text(), "--- gap 412 ms, board restarted ---");
}

TEST(Gap, DecidesAtTheFirstByteThatIsNone) {
    Gap gap(lost, back);
    EXPECT_EQ(needed(gap, "-count"), 2U);
    EXPECT_EQ(gap.text(), "--- gap 412 ms ---");
    EXPECT_EQ(gap.bytes(), "-c");
}

TEST(Gap, KnowsALineThatOnlyBeginsSo) {
    Gap gap(lost, back);
    EXPECT_EQ(needed(gap, "-- hello\n"), 9U);
    EXPECT_FALSE(gap.restarted());
}

TEST(Gap, HoldsNoEndlessLine) {
    Gap gap(lost, back);
    EXPECT_EQ(needed(gap, "-- " + std::string(1000, 'x')), 201U);
    Gap empty(lost, back);
    EXPECT_EQ(needed(empty, std::string(1000, '\n')), 201U);
}

TEST(Gap, WaitsASecondForTheFirstByteAndThenForTheLine) {
    Gap gap(lost, back);
    EXPECT_EQ(gap.deadline(), back + 1000ms);
    EXPECT_FALSE(gap.take("-- ", back + 100ms));
    EXPECT_EQ(gap.deadline(), back + 400ms);
    EXPECT_FALSE(gap.take("hel", back + 200ms));
    EXPECT_EQ(gap.deadline(), back + 400ms);
    EXPECT_FALSE(gap.restarted());
}

}  // namespace
}  // namespace perth::cli
