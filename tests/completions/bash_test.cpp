// Completion in bash: the function asked as readline does, and Tab in a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/support/process.hpp"
#include "tests/cli/commands/perth.hpp"
#include "tests/completions/typing.hpp"

namespace perth::cli {
namespace {

const std::string script = PERTH_SHARE "/bash-completion/completions/perth";

/// Returns what is offered for the last of the words, which are split as readline splits.
std::string offered(const std::string& words) {
    const std::string commands =
        "perth() { :; }; PATH=$(dirname '" PERTH_PROGRAM "'):$PATH; source '" + script +
        "'; COMP_WORDS=(" + words +
        "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _perth; echo ${COMPREPLY[*]}";
    const Finished done = run({.args = {"bash", "--norc", "-c", commands}});
    return done.out + done.err;
}

TEST(Bash, CompletesCommands) {
    EXPECT_EQ(offered("perth bo"), "boards\n");
    EXPECT_EQ(offered("perth -q -C somewhere b"), "build boards\n");
    EXPECT_EQ(offered("perth --project = build b"), "build boards\n");
    EXPECT_EQ(offered("perth xyz"), "\n");
}

TEST(Bash, CompletesOptionsOfTheCommand) {
    EXPECT_EQ(offered("perth build --rel"), "--release\n");
    EXPECT_EQ(offered("perth -b host build --rel"), "--release\n");
    EXPECT_EQ(offered("perth run --re"), "--realtime\n");
    EXPECT_EQ(offered("perth run --co"), "--color\n");
    EXPECT_EQ(offered("perth --re"), "\n");
}

TEST(Bash, CompletesWordsThatAnOptionTakes) {
    EXPECT_EQ(offered("perth --color ''"), "auto always never\n");
    EXPECT_EQ(offered("perth run --color a"), "auto always\n");
    EXPECT_EQ(offered("perth run --color ="), "auto always never\n");
    EXPECT_EQ(offered("perth run --color = n"), "never\n");
    EXPECT_EQ(offered("perth run --color=n"), "--color=never\n");  // '=' not in COMP_WORDBREAKS
}

TEST(Bash, CompletesWhatPerthFinds) {
    EXPECT_EQ(offered("perth build -b py"), "pyboard-lite pyboard-v10 pyboard-v11\n");
    EXPECT_EQ(offered("perth build -b host -b net"), "netduino-plus-2\n");
    EXPECT_EQ(offered("perth new -t cou"), "counter\n");
    EXPECT_EQ(offered("perth boards py"), "pyboard-lite pyboard-v10 pyboard-v11\n");
    EXPECT_EQ(offered("perth completions ''"), "bash zsh fish\n");
    EXPECT_EQ(offered("perth completions zsh ''"), "\n");
}

class BashOnTerminal : public testing::Test {
protected:
    /// Starts bash; `before` is typed before the script is sourced.
    void start(const std::string& before = "true") {
        bash_.type(
            before + "; source '" + script +
            "'; perth() { printf 'got '; printf '<%s>' \"$@\"; echo ' done'; }; echo rea''dy\n");
        ASSERT_THAT(bash_.wait_for("ready\r\n"), testing::HasSubstr("ready"));
    }

    Typing bash_{{"bash", "--norc", "-i"}};
};

TEST_F(BashOnTerminal, CompletesAtTab) {
    start();
    EXPECT_EQ(bash_.run("perth bo\t--sh\tpyboard-v11"), "<boards><--show><pyboard-v11>");
    EXPECT_EQ(bash_.run("perth run --color=al\t-b h\t"), "<run><--color=always><-b><host>");
}

TEST_F(BashOnTerminal, CompletesFilesAndFolders) {
    start();
    std::filesystem::create_directories(bash_.folder() / "some folder/inner");
    std::filesystem::create_directories(bash_.folder() / "other");
    EXPECT_EQ(bash_.run("perth -C some\tin\t"), "<-C><some folder/inner/>");
    EXPECT_EQ(bash_.run("perth new -t oth\t"), "<new><-t><other/>");
    EXPECT_EQ(bash_.run("perth run bi\tper\t"), "<run><bin/perth>");
    EXPECT_EQ(bash_.run("perth run --for bi\t"), "<run><--for><bi>");
}

TEST_F(BashOnTerminal, WorksWithThePackageBashCompletion) {
    start("source /usr/share/bash-completion/bash_completion");
    EXPECT_EQ(bash_.run("perth bo\tpyboard-v11\t"), "<boards><pyboard-v11>");
    EXPECT_EQ(bash_.run("perth --color=nev\tbuild --rel\t"), "<--color=never><build><--release>");
}

TEST_F(BashOnTerminal, WorksInABashThatHasNoCompopt) {
    start("enable -n compopt");
    EXPECT_EQ(bash_.run("perth bo\t--ch\tbi\tper\t"), "<boards><--check><bin/perth>");
}

}  // namespace
}  // namespace perth::cli
