#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

void expect_misuse(const Perth& perth, const std::vector<std::string>& arguments,
                   const std::string& error) {
    const Finished done = perth.run(arguments);
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.out, "");
    EXPECT_EQ(done.err, error);
}

TEST(Sync, TakesFoldersForMicroPythonOnly) {
    expect_misuse({}, {"sync", "src"},
                  "error: perth sync: FOLDER requires --micropython\n"
                  "  hint: perth sync --help\n");
    expect_misuse({}, {"sync", "--delete"},
                  "error: perth sync: --delete requires --micropython\n"
                  "  hint: perth sync --help\n");
    expect_misuse({}, {"sync", "--micropython", "--watch"},
                  "error: perth sync: --watch excludes --micropython\n"
                  "  hint: perth sync --help\n");
}

TEST(Sync, WantsAFolder) {
    expect_misuse({}, {"sync", "--micropython"},
                  "error: no folder to copy is given\n"
                  "  hint: perth sync --micropython FOLDER\n");
}

TEST(Sync, WantsAFolderInAProjectThatNamesNone) {
    const Perth perth;
    perth.write("perth.json", R"({"name": "a", "default_board": "host"})");
    expect_misuse(perth, {"sync", "--micropython"},
                  "error: no folder to copy is given\n"
                  "  perth.json has no \"micropython\": {\"sources\": [\u2026]}\n"
                  "  hint: perth sync --micropython FOLDER\n");
}

TEST(Sync, RefusesFoldersWithNothingToCopy) {
    const Perth perth;
    perth.write("src/.git/config", "x");
    expect_misuse(perth, {"sync", "--micropython", "src"},
                  "error: there is nothing to copy\n"
                  "  no file is in src but hidden ones\n"
                  "  hint: -v tells what is passed over\n");
}

TEST(Sync, RefusesAFolderOfTheBoardThatLeadsUp) {
    const Perth perth;
    perth.write("src/main.py", "x");
    expect_misuse(perth, {"sync", "--micropython", "src", "--to", "/app/../.."},
                  "error: \"/app/../..\" is no folder on a board\n"
                  "  hint: name it from the root: /, /lib, /sd/app\n");
}

TEST(Sync, SaysThatThePortIsNotThere) {
    const Perth perth;
    perth.write("src/main.py", "x");
    const Finished done = perth.run({"sync", "--micropython", "src", "--device", "./none"});
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_EQ(done.err,
              "error: there is no ./none\n"
              "  hint: plug the board in; perth devices lists what is attached\n");
}

}  // namespace
}  // namespace perth::cli
