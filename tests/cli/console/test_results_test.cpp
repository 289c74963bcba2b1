#include "cli/console/test_results.hpp"

#include <gtest/gtest.h>

namespace perth::cli {
namespace {

using Result = TestCase::Result;

const TestCase right{.suite = "Sums", .name = "Right", .result = Result::passed, .milliseconds = 2};
const TestCase wrong{
    .suite = "Sums", .name = "Wrong", .result = Result::failed, .reason = "test/a.cpp:9"};
const TestCase hot{
    .suite = "Core", .name = "Hot", .result = Result::crashed, .reason = "panicked: hot"};
const TestCase skipped{.suite = "Core", .name = "Later", .result = Result::skipped};

std::string text_of(const std::vector<BoardTests>& runs, const std::string& filter = {}) {
    const auto failure = failure_of(runs, filter);
    return failure ? failure->text() : "no failure";
}

TEST(TestResults, AreNoFailureIfNoneFailed) {
    EXPECT_EQ(text_of({{.board = "host", .announced = 2, .cases = {right, skipped}}}),
              "no failure");
}

TEST(TestResults, NameWhatFailedWhere) {
    EXPECT_EQ(text_of({{.board = "host", .announced = 2, .cases = {right, wrong}}}),
              "error: 1 of 2 tests failed on host\n"
              "  Sums.Wrong at test/a.cpp:9\n"
              "  hint: one test alone: perth test Sums.Wrong");
}

TEST(TestResults, SayWhatACrashKeptFromRunning) {
    EXPECT_EQ(text_of({{.board = "pyboard-v11", .announced = 4, .cases = {right, hot}}}),
              "error: 1 of 4 tests failed on pyboard-v11\n"
              "  Core.Hot panicked: hot\n"
              "  2 tests did not run after it\n"
              "  hint: one test alone: perth test -b pyboard-v11 Core.Hot");
}

TEST(TestResults, OfSeveralBoardsNameTheBoard) {
    EXPECT_EQ(text_of({{.board = "host", .announced = 1, .cases = {right}},
                       {.board = "pyboard-v10", .announced = 1, .cases = {wrong}},
                       {.board = "pyboard-v11", .announced = 2, .cases = {hot}}}),
              "error: 1 of 1 test failed on pyboard-v10, 1 of 2 tests failed on pyboard-v11\n"
              "  pyboard-v10: Sums.Wrong at test/a.cpp:9\n"
              "  pyboard-v11: Core.Hot panicked: hot\n"
              "  pyboard-v11: 1 test did not run after it\n"
              "  hint: one test alone: perth test -b pyboard-v10 Sums.Wrong");
}

TEST(TestResults, HintAtNothingThatWasJustDone) {
    EXPECT_EQ(text_of({{.board = "host", .announced = 1, .cases = {wrong}}}, "Sums.Wrong"),
              "error: 1 of 1 test failed on host\n"
              "  Sums.Wrong at test/a.cpp:9");
}

TEST(TestResults, AreOneJsonDocument) {
    EXPECT_EQ(json_of({{.board = "host", .announced = 3, .cases = {right, hot}}}),
              R"({"boards":[{"board":"host","announced":3,"passed":1,"failed":1,"skipped":0,)"
              R"("tests":[{"suite":"Sums","name":"Right","result":"passed","milliseconds":2,)"
              R"("reason":"","text":""},{"suite":"Core","name":"Hot","result":"crashed",)"
              R"("milliseconds":0,"reason":"panicked: hot","text":""}]}]})");
}

}  // namespace
}  // namespace perth::cli
