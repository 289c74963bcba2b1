#include "cli/support/natural.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace perth::cli {
namespace {

TEST(NaturalLess, ComparesNumbersByTheirValue) {
    std::vector<std::string> names = {"1-10",     "ttyACM10", "1-4.2", "",      "1-4",
                                      "ttyUSB0",  "1-4.10",   "1-9",   "2-1",   "ttyACM2",
                                      "ttyACM02", "ttyACM",   "10-1",  "usb007"};
    std::sort(names.begin(), names.end(), natural_less);
    EXPECT_THAT(names, testing::ElementsAre("", "1-4", "1-4.2", "1-4.10", "1-9", "1-10", "2-1",
                                            "10-1", "ttyACM", "ttyACM02", "ttyACM2", "ttyACM10",
                                            "ttyUSB0", "usb007"));
}

TEST(NaturalLess, KnowsNumbersOfAnyLength) {
    EXPECT_TRUE(natural_less("a99999999999999999999", "a100000000000000000000"));
    EXPECT_FALSE(natural_less("a100000000000000000000", "a99999999999999999999"));
    EXPECT_FALSE(natural_less("a007", "a007"));
}

}  // namespace
}  // namespace perth::cli
