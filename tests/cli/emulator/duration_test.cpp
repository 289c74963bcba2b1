#include "cli/emulator/duration.hpp"

#include <gtest/gtest.h>

#include <string>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

TEST(ParseDuration, KnowsItsUnits) {
    EXPECT_EQ(parse_duration("7us", "--for"), 7us);
    EXPECT_EQ(parse_duration("500ms", "--for"), 500ms);
    EXPECT_EQ(parse_duration("30s", "--for"), 30s);
    EXPECT_EQ(parse_duration("2m", "--for"), 2min);
    EXPECT_EQ(parse_duration("1h", "--for"), 1h);
    EXPECT_EQ(parse_duration("1000h", "--for"), 1000h);
}

TEST(ParseDuration, KnowsFractionsThatAreWholeMicroseconds) {
    EXPECT_EQ(parse_duration("1.5s", "--for"), 1500ms);
    EXPECT_EQ(parse_duration("0.000001s", "--for"), 1us);
    EXPECT_EQ(parse_duration("0.25h", "--for"), 15min);
    EXPECT_EQ(parse_duration("1.50s", "--for"), 1500ms);
    EXPECT_EQ(parse_duration("1.5000000s", "--for"), 1500ms);
}

TEST(ParseDuration, RefusesEverythingElse) {
    for (const std::string text : {"",
                                   "30",
                                   "s",
                                   ".5s",
                                   "1.s",
                                   "1,5s",
                                   "-1s",
                                   "+1s",
                                   " 1s",
                                   "1s ",
                                   "1 s",
                                   "1S",
                                   "1sec",
                                   "0s",
                                   "0.0s",
                                   "1e3s",
                                   "0x1s",
                                   "1.5us",
                                   "0.0000001s",
                                   "1001h",
                                   "1000.1h",
                                   "9999999999999s",
                                   "999999999999h",
                                   "1.1.1s",
                                   "inf",
                                   "1d"}) {
        try {
            (void)parse_duration(text, "--for");
            ADD_FAILURE() << "accepted '" << text << "'";
        } catch (const Error& error) {
            EXPECT_EQ(error.text(),
                      "error: --for: '" + text +
                          "' is not a duration\n"
                          "  a duration is a number and a unit (us, ms, s, m, h), more than zero "
                          "and at most 1000h\n"
                          "  hint: for example 500ms, 30s, 1.5s, 2m or 1h");
            EXPECT_EQ(error.parts().exit, Exit::wrong_use);
        }
    }
}

}  // namespace
}  // namespace perth::cli
