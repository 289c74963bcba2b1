// A board whose console is on USB, in the emulator: nothing that its programs print is lost, though
// they do not wait until a terminal has opened the port.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::EndsWith;
using testing::MatchesRegex;
using testing::StartsWith;

// One test, as building takes by far the most time.
TEST(UsbConsole, IsShownByRunAndTestFromTheFirstLine) {
    Perth perth;
    perth.share_compiler_cache();
    const auto made = perth.run({"new", "counter", "-t", "counter", "-b", "pico", "--no-git"});
    ASSERT_EQ(made.exit_code, 0) << made.err;

    const auto run = perth.run({"-C", "counter", "run", "--until", "^count 2$", "--for", "10s"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, MatchesRegex("-- counter 0\\.1\\.0, build [0-9a-f]{8}\n"
                                      "count 0\ncount 1\ncount 2\n"));

    perth.write("counter/test/counter_test.cpp",  // over before a computer has enumerated anything
                "#include <perth/test.hpp>\nTEST(Quick, Sums) { EXPECT_EQ(1 + 1, 2); }\n");
    const auto tested = perth.run({"-C", "counter", "test", "-b", "pico"});
    EXPECT_EQ(tested.exit_code, 0) << tested.err;
    EXPECT_THAT(tested.out, StartsWith("[==========] Running 1 test from 1 test suite.\n"));
    EXPECT_THAT(tested.out, EndsWith("[  PASSED  ] 1 test.\n"));
}

}  // namespace
}  // namespace perth::cli
