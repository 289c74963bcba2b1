// Completion in zsh: Tab in a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/completions/typing.hpp"

namespace perth::cli {
namespace {

const std::string script = PERTH_SHARE "/zsh/site-functions/_perth";

class Zsh : public testing::Test {
protected:
    /// Starts zsh and does `setup`.
    void start(const std::string& setup) {
        zsh_.type(
            "PS1='> '; autoload -U compinit; " + setup +
            "; perth() { printf 'got '; printf '<%s>' \"$@\"; echo ' done'; }; echo rea''dy\n");
        ASSERT_THAT(zsh_.wait_for("ready\r\n"), testing::HasSubstr("ready"));
    }
    void start() { start("fpath=('" PERTH_SHARE "/zsh/site-functions' $fpath); compinit -u -D"); }

    Typing zsh_{{"zsh", "-f", "-i"}};
};

TEST_F(Zsh, CompletesCommandsAndOptions) {
    start();
    EXPECT_EQ(zsh_.run("perth bo\t--sh\tpyboard-v11"), "<boards><--show=pyboard-v11>");
    EXPECT_EQ(zsh_.run("perth -q buil\t--rel\t"), "<-q><build><--release>");
}

TEST_F(Zsh, CompletesValues) {
    start();
    EXPECT_EQ(zsh_.run("perth run --color=al\t-b h\t"), "<run><--color=always><-b><host>");
    EXPECT_EQ(zsh_.run("perth new --template coun\t"), "<new><--template><counter>");
    EXPECT_EQ(zsh_.run("perth boards net\t"), "<boards><netduino-plus-2>");
    EXPECT_EQ(zsh_.run("perth completions fi\t"), "<completions><fish>");
}

TEST_F(Zsh, CompletesFilesAndFolders) {
    start();
    std::filesystem::create_directories(zsh_.folder() / "some folder/inner");
    std::filesystem::create_directories(zsh_.folder() / "other");
    EXPECT_EQ(zsh_.run("perth -C some\tin\t boards"), "<-C><some folder/inner><boards>");
    EXPECT_EQ(zsh_.run("perth new -t oth\t"), "<new><-t><other>");
    EXPECT_EQ(zsh_.run("perth run bi\tper\t"), "<run><bin/perth>");
}

TEST_F(Zsh, ShowsWhatOptionsDo) {
    start();
    zsh_.type("perth run --\t");
    EXPECT_THAT(zsh_.wait_for("--semihosting"), testing::HasSubstr("end after this time (500ms"));
}

TEST_F(Zsh, TakesTheScriptSourced) {
    start("compinit -u -D; source '" + script + "'");
    EXPECT_EQ(zsh_.run("perth bo\tnet\t"), "<boards><netduino-plus-2>");
}

}  // namespace
}  // namespace perth::cli
