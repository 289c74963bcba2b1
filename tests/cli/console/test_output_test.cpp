#include "cli/console/test_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace perth::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Result = TestCase::Result;

TestOutput read(const std::string& text) {
    TestOutput output;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) output.line(line);
    return output;
}

/// Returns "Suite.Name result milliseconds reason" of each test.
std::vector<std::string> told(const TestOutput& output) {
    std::vector<std::string> all;
    for (const TestCase& test : output.cases()) {
        const char* const results[] = {"passed", "failed", "skipped", "crashed"};
        all.push_back(test.full_name() + " " + results[static_cast<int>(test.result)] + " " +
                      std::to_string(test.milliseconds) + " " + test.reason);
    }
    return all;
}

TEST(TestOutput, TakesTheTestsOfARun) {
    const TestOutput output = read(
        "[==========] Running 3 tests from 1 test suite.\n"
        "[----------] 3 tests from Sums\n"
        "[ RUN      ] Sums.Right\n"
        "[       OK ] Sums.Right (12 ms)\n"
        "[ RUN      ] Sums.Wrong\n"
        "noise\n"
        "test/a.cpp:9: Failure\n"
        "test/a.cpp:11: Failure\n"
        "[  FAILED  ] Sums.Wrong (3 ms)\n"
        "[ RUN      ] Sums.Not\n"
        "[  SKIPPED ] Sums.Not (0 ms)\n"
        "[==========] 3 tests from 1 test suite ran. (15 ms total)\n"
        "[  FAILED  ] Sums.Wrong\n");
    EXPECT_THAT(told(output),
                ElementsAre("Sums.Right passed 12 ", "Sums.Wrong failed 3 test/a.cpp:9",
                            "Sums.Not skipped 0 "));
    EXPECT_EQ(output.cases()[1].text, "noise\ntest/a.cpp:9: Failure\ntest/a.cpp:11: Failure\n");
    EXPECT_EQ(output.announced(), 3U);
    EXPECT_TRUE(output.is_complete());
}

TEST(TestOutput, CountsATestThatTheProgramEndedInAsCrashed) {
    TestOutput output =
        read("[==========] Running 2 tests from 1 test suite.\n[ RUN      ] A.B\nx\n");
    output.end("panicked: hot");
    EXPECT_THAT(told(output), ElementsAre("A.B crashed 0 panicked: hot"));
    EXPECT_FALSE(output.is_complete());
}

TEST(TestOutput, FindsTheEndBehindALineWithoutALineFeed) {
    const TestOutput output = read("[ RUN      ] A.B\ndots...[       OK ] A.B (7 ms)\n");
    EXPECT_THAT(told(output), ElementsAre("A.B passed 7 "));
    EXPECT_EQ(output.cases()[0].text, "dots...\n");
}

TEST(TestOutput, TakesAParameterBehindTheName) {
    const TestOutput output =
        read("[ RUN      ] All/A.B/0\n[  FAILED  ] All/A.B/0, where GetParam() = (3, 4) (5 ms)\n");
    EXPECT_THAT(told(output), ElementsAre("All/A.B/0 failed 5 "));
}

TEST(TestOutput, IsNotMisledByWhatATestPrints) {
    const TestOutput output = read(
        "[ RUN      ] A.B\n[ RUN      ] A.C\n[       OK ] A.C (1 ms)\n[       OK ] A.Bcd (1 ms)\n"
        "[       OK ] A.B\n[==========] Running 99 tests\n[  FAILED  ] A.B (2 ms)\n");
    EXPECT_THAT(told(output), ElementsAre("A.B failed 2 "));
    EXPECT_EQ(output.announced(), 0U);
}

TEST(TestOutput, LeavesOutLinesThatNameNoTest) {
    EXPECT_THAT(told(read("[ RUN      ] \n[ RUN      ] noname\n[ RUN      ] a b.c\n")), IsEmpty());
}

TEST(TestOutput, KeepsSoMuchOfATestsText) {
    TestOutput output;
    output.line("[ RUN      ] A.B");
    const std::string line(1000, 'x');
    for (int i = 0; i < 1000; ++i) output.line(line);
    EXPECT_LE(output.cases()[0].text.size(), TestOutput::longest_text);
    EXPECT_GT(output.cases()[0].text.size(), TestOutput::longest_text - 2000);
}

TEST(TestOutput, TellsLinesApartForColours) {
    TestOutput output;
    EXPECT_EQ(output.line("[==========] Running 1 test from 1 test suite."), TestLine::good);
    EXPECT_EQ(output.line("[ RUN      ] A.B"), TestLine::good);
    EXPECT_EQ(output.line("[ RUN      ] printed by the test"), TestLine::plain);
    EXPECT_EQ(output.line("[  FAILED  ] A.B (0 ms)"), TestLine::bad);
    EXPECT_EQ(output.line("[something]"), TestLine::plain);
    EXPECT_EQ(output.line("[  PASSED  ] 0 tests."), TestLine::good);
}

TEST(TestList, TakesSuitesAndTheirTests) {
    TestList list;
    for (const char* const line :
         {"Running main() from x", "-- hello 0.1.0, build 1", "  Lost", "Sums.", "  Right",
          "  Wrong", "All/A.  # TypeParam = int", "  B/0  # GetParam() = 3"}) {
        list.line(line);
    }
    EXPECT_THAT(list.names(), ElementsAre("Sums.Right", "Sums.Wrong", "All/A.B/0"));
}

}  // namespace
}  // namespace perth::cli
