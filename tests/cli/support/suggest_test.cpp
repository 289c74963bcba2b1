#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/support/json.hpp"

namespace perth::cli {
namespace {

const std::vector<std::string> commands = {"new", "build", "clean", "run", "boards"};
const std::vector<std::string> boards = {"pyboard-v11", "pyboard-v10", "netduino-plus-2", "host"};

TEST(DidYouMean, FindsOneSlip) {
    EXPECT_EQ(did_you_mean("biuld", commands), "build");   // swapped
    EXPECT_EQ(did_you_mean("buld", commands), "build");    // missing
    EXPECT_EQ(did_you_mean("buiild", commands), "build");  // added
    EXPECT_EQ(did_you_mean("bujld", commands), "build");   // replaced
    EXPECT_EQ(did_you_mean("rnu", commands), "run");
}

TEST(DidYouMean, DoesNotMindCase) { EXPECT_EQ(did_you_mean("HOST", boards), "host"); }

TEST(DidYouMean, TakesTheNearestAndThenTheFirst) {
    EXPECT_EQ(did_you_mean("pyboard-v1O", boards), "pyboard-v11");
    EXPECT_EQ(did_you_mean("pyboard-v100", boards), "pyboard-v10");
    EXPECT_EQ(did_you_mean("pyboard", boards), "pyboard-v11");
}

TEST(DidYouMean, SaysNothingAboutWordsThatAreFar) {
    EXPECT_EQ(did_you_mean("flash", commands), std::nullopt);
    EXPECT_EQ(did_you_mean("x", {"y"}), std::nullopt);
    EXPECT_EQ(did_you_mean("", commands), std::nullopt);
    EXPECT_EQ(did_you_mean("esp32", boards), std::nullopt);
    EXPECT_EQ(did_you_mean("build", {}), std::nullopt);
}

TEST(DidYouMean, SpendsNoTimeOnAbsurdWords) {
    const std::string absurd(4'000'000, 'a');
    EXPECT_EQ(did_you_mean(absurd, {absurd}), std::nullopt);
}

}  // namespace
}  // namespace perth::cli
