// Completion in fish, which tells what it would offer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Fish : public testing::Test {
protected:
    Fish() {
        std::filesystem::create_directory(perth_.folder() / "bin");
        std::filesystem::create_symlink(PERTH_PROGRAM, perth_.folder() / "bin/perth");
    }
    /// Returns what is offered for the last word of the line.
    [[nodiscard]] std::string offered(const std::string& line) const {
        const Finished done =
            // fish believes the $PWD that it was given, which is not its folder.
            perth_.run_other({"fish", "--no-config", "-c",
                              "cd '" + perth_.folder().string() +
                                  "'; set -x PATH $PWD/bin $PATH; source '" PERTH_SHARE
                                  "/fish/vendor_completions.d/perth.fish'; complete -C '" +
                                  line + "'"});
        return done.out + done.err;
    }

    Perth perth_;
};

TEST_F(Fish, CompletesCommands) {
    EXPECT_EQ(offered("perth bo"), "boards\tlist, show and check board definitions\n");
    EXPECT_EQ(offered("perth -q -C build bo"), "boards\tlist, show and check board definitions\n");
    EXPECT_EQ(offered("perth build bo"), "");
}

TEST_F(Fish, CompletesOptionsOfTheCommand) {
    EXPECT_EQ(offered("perth build --rel"), "--release\toptimize, even if perth.json says debug\n");
    EXPECT_EQ(offered("perth run --real"),
              "--realtime\tlet time pass as the wall clock\'s does also with --for and --until; in "
              "QEMU it always does\n");
    EXPECT_EQ(offered("perth clean --re"), "");
}

TEST_F(Fish, CompletesValues) {
    EXPECT_EQ(offered("perth --color n"),
              "never\tcolours; auto obeys NO_COLOR and CLICOLOR_FORCE\n");
    EXPECT_EQ(offered("perth run --color=n"),
              "--color=never\tcolours; auto obeys NO_COLOR and CLICOLOR_FORCE\n");
    EXPECT_THAT(offered("perth new -t cou"), StartsWith("counter\t"));
    EXPECT_EQ(offered("perth boards net"), "netduino-plus-2\n");
    EXPECT_EQ(offered("perth completions z"), "zsh\n");
}

TEST_F(Fish, CompletesFilesAndFoldersOnlyWhereTheyBelong) {
    perth_.write("some folder/file.elf", "");
    EXPECT_THAT(offered("perth -C so"), HasSubstr("some folder/"));
    EXPECT_THAT(offered("perth new -t so"), HasSubstr("some folder/"));
    EXPECT_THAT(offered("perth run some\\\\ folder/"), HasSubstr("file.elf"));
    EXPECT_THAT(offered("perth build "), Not(HasSubstr("some")));
    EXPECT_THAT(offered("perth run --for so"), Not(HasSubstr("some")));
}

}  // namespace
}  // namespace perth::cli
