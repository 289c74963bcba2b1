// An installed perth needs nothing of the source tree that it was built from.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

class Installed : public testing::Test {
protected:
    Installed() {
        perth_.share_compiler_cache();
        const Finished done = perth_.run_other(
            {PERTH_CMAKE, "--install", PERTH_BINARY_DIR, "--strip", "--prefix", prefix_.string()});
        EXPECT_EQ(done.exit_code, 0) << done.err;
    }

    /// Runs the installed perth.
    [[nodiscard]] Finished run(std::vector<std::string> arguments) const {
        const std::vector<std::string> start = {"env", "-u", "PERTH_DATA",
                                                (prefix_ / "bin/perth").string()};
        arguments.insert(arguments.begin(), start.begin(), start.end());
        return perth_.run_other(std::move(arguments));
    }

    Perth perth_;
    fs::path prefix_ = perth_.folder() / "opt";
};

TEST_F(Installed, MakesBuildsAndRunsAProject) {
    ASSERT_EQ(run({"new", "hello", "-b", "host", "--no-git"}).exit_code, 0);
    const Finished ran = run({"-C", "hello", "run", "--until", "^count 1$", "--for", "10s"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("\ncount 0\ncount 1\n"), std::string::npos) << ran.out;
}

TEST_F(Installed, BuildsForABoardFromItsOwnFiles) {
    ASSERT_EQ(run({"new", "hello", "-b", "pyboard-v11", "--no-git"}).exit_code, 0);
    const Finished built = run({"-C", "hello", "build"});
    ASSERT_EQ(built.exit_code, 0) << built.err;
    const std::string commands =
        read_file(perth_.folder() / "hello/build/pyboard-v11/compile_commands.json");
    EXPECT_NE(commands.find((prefix_ / "share/perth/runtime").string()), std::string::npos);
    EXPECT_EQ(commands.find(PERTH_SOURCE_DIR), std::string::npos);
}

TEST_F(Installed, BringsManPagesCompletionsAndUdevRules) {
    for (const char* const file :
         {"man/man1/perth.1", "man/man1/perth-build.1", "bash-completion/completions/perth",
          "zsh/site-functions/_perth", "fish/vendor_completions.d/perth.fish",
          "perth/udev/60-perth.rules"}) {
        EXPECT_TRUE(fs::is_regular_file(prefix_ / "share" / file)) << file;
    }
    EXPECT_NE(read_file(prefix_ / "share/perth/udev/60-perth.rules").find("\"df11\""),
              std::string::npos);
}

TEST_F(Installed, DoesNotKnowWhereItsSourcesWere) {
    const std::string program = read_file(prefix_ / "bin/perth");
    EXPECT_NE(program.find("share"), std::string::npos);
    EXPECT_EQ(program.find(PERTH_SOURCE_DIR), std::string::npos);
}

}  // namespace
}  // namespace perth::cli
