#include <gtest/gtest.h>

#include "tests/cli/commands/build_project.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

class Clean : public BuildProject {
protected:
    /// What a build leaves, without building.
    void pretend_built(const std::string& board) const {
        const fs::path folder = project_ / "build" / board;
        fs::create_directories(folder / "gen");
        write_file(folder / ".perth-build", "");
        write_file(folder / "compile_commands.json", "[]");
        std::error_code exists;
        fs::create_symlink(fs::path("build") / board / "compile_commands.json",
                           project_ / "compile_commands.json", exists);
    }
};

TEST_F(Clean, RemovesTheDefaultBoardsBuildOnly) {
    pretend_built("pyboard-v11");
    pretend_built("host");
    const Finished done = perth({"clean"});
    EXPECT_EQ(done.out, "removed build/pyboard-v11\n");
    EXPECT_FALSE(fs::exists(project_ / "build/pyboard-v11"));
    EXPECT_TRUE(fs::exists(project_ / "build/host"));
    EXPECT_FALSE(fs::is_symlink(project_ / "compile_commands.json"));
}

TEST_F(Clean, RemovesEveryBoardsBuildAndTheEmptyFolderWithAll) {
    pretend_built("pyboard-v11");
    pretend_built("host");
    EXPECT_EQ(perth({"clean", "--all", "--json"}).out,
              "{\"removed\":[\"build/host\",\"build/pyboard-v11\"]}\n");
    EXPECT_FALSE(fs::exists(project_ / "build"));
}

TEST_F(Clean, LeavesWhatBuildDidNotMake) {
    pretend_built("host");
    fs::create_directories(project_ / "build/mine");
    write_file(project_ / "build/mine/notes.txt", "keep");
    write_file(project_ / "compile_commands.json.mine", "keep");
    EXPECT_EQ(perth({"clean", "--all"}).exit_code, 0);
    EXPECT_EQ(read_file(project_ / "build/mine/notes.txt"), "keep");
    const Finished refused = perth({"clean", "-b", "mine"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_EQ(refused.err, fmt::format("error: {}/build/mine was not made by perth build\n"
                                       "  it has no .perth-build file\n",
                                       project_.string()));
}

TEST_F(Clean, FollowsNoSymbolicLink) {
    const fs::path elsewhere = temporary_.path() / "elsewhere";
    fs::create_directories(elsewhere);
    write_file(elsewhere / ".perth-build", "");
    fs::create_directories(project_ / "build");
    fs::create_directory_symlink(elsewhere, project_ / "build/host");
    const Finished done = perth({"clean", "-b", "host"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err, fmt::format("error: {}/build/host is a symbolic link\n"
                                    "  perth builds in folders of its own and removes them again\n"
                                    "  hint: remove the link\n",
                                    project_.string()));
    EXPECT_TRUE(fs::exists(elsewhere / ".perth-build"));
}

TEST_F(Clean, TakesABoardsNameAndNoPath) {
    const Finished done = perth({"clean", "-b", "../src"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err, "error: ../src is no board's name\n");
}

TEST_F(Clean, SaysThatThereIsNothing) { EXPECT_EQ(perth({"clean"}).out, "nothing to remove\n"); }

}  // namespace
}  // namespace perth::cli
