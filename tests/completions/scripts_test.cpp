// The scripts as they are in the repository, and the values that they ask perth for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Script : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Script, IsWhatTheFileSays) {
    const auto& [shell, name] = GetParam();
    const fs::path file = fs::path(PERTH_SOURCE_DIR) / "completions" / name;
    const std::string script = Perth().run({"completions", shell}).out;
    if (std::getenv("PERTH_REFRESH") != nullptr) std::ofstream(file) << script;
    EXPECT_EQ(script, read_file(file))
        << "if this was meant: PERTH_REFRESH=1 ctest --preset dev -L completions";
}

INSTANTIATE_TEST_SUITE_P(Each, Script,
                         testing::Values(std::pair{"bash", "perth.bash"},
                                         std::pair{"zsh", "_perth"},
                                         std::pair{"fish", "perth.fish"}));

TEST(Completions, AreInstalledWhereShellsLook) {
    const fs::path share = PERTH_SHARE;
    const Perth perth;
    EXPECT_EQ(read_file(share / "bash-completion/completions/perth"),
              perth.run({"completions", "bash"}).out);
    EXPECT_EQ(read_file(share / "zsh/site-functions/_perth"),
              perth.run({"completions", "zsh"}).out);
    EXPECT_EQ(read_file(share / "fish/vendor_completions.d/perth.fish"),
              perth.run({"completions", "fish"}).out);
}

TEST(Completions, AreOneJsonDocumentOnDemand) {
    const Finished done = Perth().run({"completions", "fish", "--json"});
    EXPECT_THAT(done.out, testing::StartsWith("{\"shell\":\"fish\",\"script\":\"# Completion of"));
    EXPECT_EQ(std::count(done.out.begin(), done.out.end(), '\n'), 1);
    EXPECT_EQ(done.err, "");
}

TEST(Completions, NeedAShell) {
    const Finished done = Perth().run({"completions"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err, "error: no shell given\n  hint: perth completions bash, zsh or fish\n");
}

TEST(Completions, KnowThreeShells) {
    const Finished done = Perth().run({"completions", "tcsh"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: perth completions cannot use the argument tcsh\n"
              "  hint: give bash, zsh or fish\n");
}

TEST(Completions, KeepTheirOwnWayOfAskingToThemselves) {
    EXPECT_EQ(Perth().run({"completions", "--valuse", "x"}).err,
              "error: unknown option --valuse of perth completions\n"
              "  hint: perth completions --help\n");
    EXPECT_THAT(Perth().run({"completions", "--help"}).out, Not(HasSubstr("--values")));
}

TEST(Values, AreTheProjectsBoardsToo) {
    const Perth perth;
    perth.write("perth.json", "{}");
    perth.write("boards/mine.json", "broken");
    EXPECT_THAT(perth.run({"completions", "--values", "boards"}).out,
                AllOf(HasSubstr("host\n"), HasSubstr("\nmine\n"), HasSubstr("\npyboard-v11\n")));
}

TEST(Values, AreTheBundledTemplates) {
    const std::string templates = Perth().run({"completions", "--values", "templates"}).out;
    EXPECT_THAT(templates, HasSubstr("blink\ncounter\n"));
}

TEST(Values, AreTheNamesThatTheProjectGivesToDevices) {
    const Perth perth;
    perth.write("perth.json", R"({"name": "x", "default_board": "host",
                                  "devices": {"left": "usb:1-4.2"}})");
    for (const char* const kind : {"ports", "devices"}) {
        const Finished done = perth.run({"completions", "--values", kind});
        EXPECT_THAT(done.out, testing::EndsWith("left\n")) << done.err;
    }
}

TEST(Values, ThatAShellWouldExpandAreLeftOut) {
    const Perth perth;
    for (const char* const part : {"runtime", "board-defs"}) {
        fs::create_directories(perth.folder() / "data" / part);
    }
    for (const char* const name : {"fine", "$(touch x)", "a b", "new\nline", "`id`", "it's"}) {
        perth.write(fs::path("data/templates") / name / "template.json", "{}");
    }
    const Finished done =
        perth.run_other({"env", "PERTH_DATA=" + (perth.folder() / "data").string(), PERTH_PROGRAM,
                         "completions", "--values", "templates"});
    EXPECT_EQ(done.out, "fine\n");
    EXPECT_EQ(done.exit_code, 0);
}

TEST(Values, AreNoneWithoutAWordWhereNothingCanBeFound) {
    const Finished done = Perth().run_other(
        {"env", "PERTH_DATA=/nonexistent", PERTH_PROGRAM, "completions", "--values", "boards"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.out + done.err, "");
}

}  // namespace
}  // namespace perth::cli
