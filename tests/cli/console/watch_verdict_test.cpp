#include "cli/console/watch_verdict.hpp"

#include <gtest/gtest.h>

#include <string>

namespace perth::cli {
namespace {

using Reason = WatchEnd::Reason;

WatchEnd ended(Reason reason, std::string line = {}) {
    return {.reason = reason, .line = std::move(line), .gone = {}, .bytes = 12, .lines = 3};
}

const WatchAsked nothing{};
const WatchAsked asked{.expect = "PASS", .fail_on = "FAIL", .limit = "30s"};

std::string failure(const WatchEnd& end, const WatchAsked& what) {
    const auto error = failure_of(end, what, "/dev/ttyACM0");
    if (!error) return "none";
    EXPECT_EQ(error->parts().result, json_of(end, "/dev/ttyACM0"));
    return error->text();
}

TEST(WatchVerdict, IsGoodWhenNothingWasAskedForOrItCame) {
    for (const Reason reason : {Reason::quit, Reason::time, Reason::closed}) {
        EXPECT_EQ(failure(ended(reason), nothing), "none");
    }
    EXPECT_EQ(failure(ended(Reason::expect), asked), "none");
    EXPECT_EQ(failure(ended(Reason::closed), asked), "none");
}

TEST(WatchVerdict, NamesTheLineThatMustNotCome) {
    EXPECT_EQ(failure(ended(Reason::fail_on, "FAIL \x1b[2J"), asked),
              "error: a line matched 'FAIL'\n"
              "  the line was: FAIL \\x1b[2J");
}

TEST(WatchVerdict, NamesTheTimeAndTheLastLine) {
    EXPECT_EQ(failure(ended(Reason::time, "two"), asked),
              "error: no line matched 'PASS' within 30s\n"
              "  the last line was: two\n"
              "  hint: give it more time with --timeout");
    EXPECT_EQ(failure(ended(Reason::time), asked),
              "error: no line matched 'PASS' within 30s\n"
              "  the board printed nothing\n"
              "  hint: give it more time with --timeout");
}

TEST(WatchVerdict, QuittingBeforeTheLineCameIsAFailure) {
    EXPECT_EQ(failure(ended(Reason::quit, "two"), asked),
              "error: no line matched 'PASS' before the end\n"
              "  the last line was: two");
}

TEST(WatchVerdict, PassesOnHowThePortWent) {
    WatchEnd end = ended(Reason::gone);
    end.gone = Error({.what = "/dev/ttyACM0 has gone", .fault = Fault::gone});
    EXPECT_EQ(failure(end, asked), "error: /dev/ttyACM0 has gone");
    EXPECT_EQ(failure_of(end, asked, "x")->parts().exit, Exit::device_error);
}

TEST(WatchVerdict, IsJson) {
    EXPECT_EQ(json_of(ended(Reason::fail_on), "/dev/ttyACM0"),
              R"({"port":"/dev/ttyACM0","reason":"fail_on","bytes":12,"lines":3})");
}

}  // namespace
}  // namespace perth::cli
