// blink builds for every board that we define, without a warning.
#include <gtest/gtest.h>

#include <string>

#include "tests/boards/each_board.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

class Blink : public testing::TestWithParam<std::string> {};

TEST_P(Blink, BuildsWithoutAWarning) {
    Perth perth;
    perth.share_compiler_cache();
    ASSERT_EQ(perth.run({"new", "blink", "-t", "blink", "-b", GetParam(), "--no-git"}).exit_code,
              0);
    const Finished built = perth.run({"-C", "blink", "build"});
    EXPECT_EQ(built.exit_code, 0) << built.err;
    EXPECT_EQ(built.err.find("warning"), std::string::npos) << built.err;
    EXPECT_TRUE(perth.has("blink/build/" + GetParam() + "/blink.elf"));
}

INSTANTIATE_TEST_SUITE_P(Boards, Blink, testing::ValuesIn(every_board()),
                         [](const auto& info) { return test_name(info.param); });

}  // namespace
}  // namespace perth::cli
