// What every command shares: options, help, complaints, streams, installed data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

TEST(CommandLine, WithoutArgumentsIsHelp) {
    const Perth perth;
    const Finished bare = perth.run({});
    EXPECT_EQ(bare.exit_code, 0);
    EXPECT_EQ(bare.out, perth.run({"--help"}).out);
    EXPECT_EQ(bare.err, "");
}

TEST(CommandLine, TellsItsVersionFromEveryCommand) {
    const Perth perth;
    EXPECT_EQ(perth.run({"--version"}).out, "perth " PERTH_VERSION "\n");
    EXPECT_EQ(perth.run({"new", "--version"}).out, "perth " PERTH_VERSION "\n");
}

TEST(CommandLine, HelpsBeforeOrAfterTheCommand) {
    const Perth perth;
    EXPECT_THAT(perth.run({"new", "-h"}).out, StartsWith("make a project from a template\n"));
    EXPECT_EQ(perth.run({"--help", "new"}).out, perth.run({"new", "--help"}).out);
}

TEST(CommandLine, SuggestsACommand) {
    const Finished done = Perth().run({"bords"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.out, "");
    EXPECT_EQ(done.err, "error: unknown command bords\n  hint: did you mean boards?\n");
}

TEST(CommandLine, PointsToHelpWhereNothingIsNear) {
    EXPECT_EQ(Perth().run({"xyzzy"}).err, "error: unknown command xyzzy\n  hint: perth --help\n");
}

TEST(CommandLine, SuggestsAnOption) {
    const Finished done = Perth().run({"new", "--tempalte=blink"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: unknown option --tempalte of perth new\n  hint: did you mean --template?\n");
}

TEST(CommandLine, NamesTheUnknownOptionBeforeWhatElseIsMissing) {
    EXPECT_EQ(Perth().run({"-x", "boards", "--show"}).err,
              "error: unknown option -x of perth\n  hint: perth --help\n");
}

TEST(CommandLine, RefusesAnArgumentTooMany) {
    const Finished done = Perth().run({"boards", "a", "b"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: perth boards cannot use the argument b\n  hint: perth boards --help\n");
}

TEST(CommandLine, RefusesAnOptionWithoutItsValue) {
    EXPECT_EQ(Perth().run({"boards", "--show"}).err,
              "error: perth boards: --show: 1 required BOARD missing\n"
              "  hint: perth boards --help\n");
}

TEST(CommandLine, NeedsACommand) {
    const Finished done = Perth().run({"-v"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err, "error: no command given\n  hint: perth --help\n");
}

TEST(CommandLine, TakesAProjectCalledLikeACommand) {
    const Perth perth;
    EXPECT_EQ(perth.run({"new", "boards", "--no-git"}).exit_code, 0);
    EXPECT_TRUE(perth.has("boards/perth.json"));
}

TEST(CommandLine, TakesGlobalOptionsOnEitherSide) {
    const Perth perth;
    fs::create_directory(perth.folder() / "a");
    EXPECT_EQ(perth.run({"-C", "a", "-q", "new", "x", "--no-git"}).out, "");
    EXPECT_EQ(perth.run({"new", "-C", "a", "y", "--no-git", "--quiet"}).out, "");
    EXPECT_TRUE(perth.has("a/x/perth.json"));
    EXPECT_TRUE(perth.has("a/y/perth.json"));
}

TEST(CommandLine, SaysThatItCannotWorkInAFolder) {
    const Finished done = Perth().run({"-C", "nowhere", "boards"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err, "error: cannot work in nowhere\n  No such file or directory\n");
}

TEST(CommandLine, TellsErrorsAsJson) {
    const Finished done = Perth().run({"boards", "--json", "--shw"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.out,
              "{\"error\":{\"code\":2,\"what\":\"unknown option --shw of perth boards\","
              "\"why\":\"\",\"hint\":\"did you mean --show?\"}}\n");
    EXPECT_EQ(done.err,
              "error: unknown option --shw of perth boards\n  hint: did you mean --show?\n");
}

TEST(CommandLine, ColoursErrorsOnDemand) {
    const Finished done = Perth().run({"boards", "--color", "always", "--show", "x"});
    EXPECT_THAT(done.err, HasSubstr("\x1b["));
    EXPECT_EQ(Perth().run({"boards", "--color", "blue"}).err,
              "error: --color blue is not known\n  hint: give auto, always or never\n");
}

TEST(CommandLine, LetsNobodySteerTheTerminalThroughAMessage) {
    EXPECT_THAT(Perth().run({"boards", "--show", "\x1b[2J"}).err,
                StartsWith("error: unknown board \\x1b[2J\n"));
}

TEST(Streams, ClosedEarlyEndQuietly) {
    const Finished done = Perth().shell("{ sleep 0.2; \"$0\" boards; echo $? >&2; } | true");
    EXPECT_EQ(done.err, "0\n");
}

TEST(Streams, ThatAreFullAreAnError) {
    const Finished done = Perth().shell("\"$0\" boards >/dev/full");
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_EQ(done.err, "error: cannot write the result to stdout\n  No space left on device\n");
}

TEST(Streams, ClosedBeforeTheStartAreAnError) {
    const Finished done = Perth().shell("\"$0\" boards >&-");
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_EQ(done.err, "error: cannot write the result to stdout\n  Bad file descriptor\n");
}

TEST(Streams, OfTwentyColumnsAreNotBroken) {
    const Perth perth;
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"boards"}, {"new", "--list"}}) {
        std::istringstream lines(perth.on_terminal(20, arguments));
        std::vector<std::string> found;
        for (std::string line; std::getline(lines, line);) found.push_back(line);
        EXPECT_THAT(found, Each(SizeIs(testing::Le(22U))));  // an ellipsis has three bytes
        EXPECT_THAT(found, SizeIs(testing::Gt(2U)));
    }
}

TEST(Streams, OfTwentyColumnsShowHelpInOneColumn) {
    const std::string help = Perth().on_terminal(20, {"boards", "--help"});
    EXPECT_THAT(help, HasSubstr("  QUERY\n      part of a\n      name, title or\n      chip\n"));
    EXPECT_THAT(help, HasSubstr("  perth boards stm32\n      lists the\n      boards with an\n"));
}

class InstalledData : public testing::Test {
protected:
    /// Copies the program to where no build tree is.
    void SetUp() override {
        fs::create_directory(perth_.folder() / "bin");
        fs::copy(PERTH_PROGRAM, perth_.folder() / "bin/perth");
    }
    [[nodiscard]] Finished boards() const {
        return perth_.run_other({(perth_.folder() / "bin/perth").string(), "boards", "host"});
    }

    Perth perth_;
};

TEST_F(InstalledData, IsFoundBesideTheProgram) {
    fs::create_directories(perth_.folder() / "share");
    fs::create_directory_symlink(PERTH_SOURCE_DIR, perth_.folder() / "share/perth");
    EXPECT_EQ(boards().exit_code, 0);
}

TEST_F(InstalledData, IsFoundByTheEnvironment) {
    perth_.set("PERTH_DATA", PERTH_SOURCE_DIR);
    EXPECT_EQ(boards().exit_code, 0);
}

TEST_F(InstalledData, IsNotTheSourceTreeOnceTheProgramHasLeftItsBuild) {
    const Finished done = boards();
    EXPECT_EQ(done.exit_code, 4);
    EXPECT_EQ(done.err,
              "error: perth's own data (board-defs, templates, runtime) is not there\n"
              "  $PERTH_DATA: not set\n"
              "  beside the program: HOME/share/perth\n"
              "  source tree: this is an installed perth\n"
              "  hint: install perth again, or set PERTH_DATA to the folder that holds them\n");
}

TEST_F(InstalledData, IsNotLookedForElsewhereIfTheEnvironmentIsWrong) {
    fs::create_directories(perth_.folder() / "share");
    fs::create_directory_symlink(PERTH_SOURCE_DIR, perth_.folder() / "share/perth");
    perth_.set("PERTH_DATA", "/nowhere");
    EXPECT_EQ(boards().exit_code, 4);
    EXPECT_THAT(boards().err, HasSubstr("\n  $PERTH_DATA: /nowhere\n"));
}

}  // namespace
}  // namespace perth::cli
