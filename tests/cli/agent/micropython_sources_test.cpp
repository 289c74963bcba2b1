#include "cli/agent/micropython_sources.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class MicroPythonSources : public testing::Test {
protected:
    void write(const std::string& file, const std::string& content = "x") const {
        fs::create_directories((root() / file).parent_path());
        std::ofstream(root() / file) << content;
    }
    void link(const std::string& name, const fs::path& target) const {
        fs::create_directories((root() / name).parent_path());
        fs::create_symlink(target, root() / name);
    }
    [[nodiscard]] fs::path root() const { return folder_.path(); }

    /// Returns "path=content" of each file.
    std::vector<std::string> found(const std::vector<std::string>& folders) {
        std::vector<fs::path> paths;
        for (const std::string& folder : folders) paths.push_back(root() / folder);
        std::vector<std::string> result;
        const Trace trace = [this](std::string_view line) { told_.push_back(without_root(line)); };
        for (const SourceFile& file : micropython_sources(paths, trace)) {
            result.push_back(file.path + "=" +
                             std::string(file.content.begin(), file.content.end()));
        }
        return result;
    }
    std::string error(const std::vector<std::string>& folders) {
        return without_root(error_text([&] { (void)found(folders); }));
    }
    [[nodiscard]] std::string without_root(std::string_view text) const {
        std::string result(text);
        for (auto at = result.find(root().string()); at != result.npos;
             at = result.find(root().string())) {
            result.replace(at, root().string().size(), "ROOT");
        }
        return result;
    }

    TemporaryFolder folder_;
    std::vector<std::string> told_;
};

TEST_F(MicroPythonSources, FindsFilesInAllFoldersSorted) {
    write("src/main.py", "m");
    write("src/lib/b.py", "b");
    write("src/lib/a.py", "a");
    EXPECT_THAT(found({"src"}), ElementsAre("lib/a.py=a", "lib/b.py=b", "main.py=m"));
}

TEST_F(MicroPythonSources, TakesALaterFoldersFile) {
    write("common/main.py", "common");
    write("common/lib/a.py", "a");
    write("special/main.py", "special");
    EXPECT_THAT(found({"common", "special"}), ElementsAre("lib/a.py=a", "main.py=special"));
    EXPECT_THAT(found({"special", "common"}), ElementsAre("lib/a.py=a", "main.py=common"));
}

TEST_F(MicroPythonSources, PassesOverWhatIsNobodysProgramAndSaysSo) {
    for (const char* const name : {"src/.git/config", "src/.hidden", "src/__pycache__/a.pyc",
                                   "src/a.pyc", "src/a.py~", "src/CVS/Root", "src/a.py~perth"}) {
        write(name);
    }
    write("src/a.py");
    ASSERT_EQ(::mkfifo((root() / "src/pipe").c_str(), 0600), 0);
    EXPECT_THAT(found({"src"}), ElementsAre("a.py=x"));
    EXPECT_THAT(told_, testing::UnorderedElementsAre(
                           "skipped ROOT/src/.git (hidden)", "skipped ROOT/src/.hidden (hidden)",
                           "skipped ROOT/src/__pycache__ (made by Python)",
                           "skipped ROOT/src/a.pyc (made by Python)",
                           "skipped ROOT/src/a.py~ (an editor's)",
                           "skipped ROOT/src/CVS (version control's)",
                           "skipped ROOT/src/a.py~perth (perth's own on a board)",
                           "skipped ROOT/src/pipe (no file)"));
}

TEST_F(MicroPythonSources, FollowsLinksWithinTheirFolder) {
    write("src/real/a.py", "a");
    link("src/b.py", "real/a.py");
    link("src/also", "real");
    EXPECT_THAT(found({"src"}), ElementsAre("also/a.py=a", "b.py=a", "real/a.py=a"));
}

TEST_F(MicroPythonSources, FollowsTheSourceFolderItselfWhereverItLeads) {
    write("elsewhere/a.py", "a");
    link("src", "elsewhere");
    EXPECT_THAT(found({"src"}), ElementsAre("a.py=a"));
}

TEST_F(MicroPythonSources, RefusesLinksThatLeadOut) {
    write("secret.py");
    link("src/a.py", "../secret.py");
    EXPECT_EQ(error({"src"}),
              "error: the link ROOT/src/a.py leads out of ROOT/src\n"
              "  to ../secret.py\n"
              "  hint: copy what it leads to, or name that folder, too");
}

TEST_F(MicroPythonSources, RefusesLinksThatLeadOutByAFolder) {
    write("other/a.py");
    fs::create_directories(root() / "src");
    link("src/lib", root() / "other");
    EXPECT_EQ(error({"src"}),
              "error: the link ROOT/src/lib leads out of ROOT/src\n"
              "  to ROOT/other\n"
              "  hint: copy what it leads to, or name that folder, too");
}

// The folder next to it has a name that begins with its own.
TEST_F(MicroPythonSources, RefusesLinksToANeighbourWithALongerName) {
    write("src2/a.py");
    link("src/a.py", "../src2/a.py");
    EXPECT_EQ(error({"src"}),
              "error: the link ROOT/src/a.py leads out of ROOT/src\n"
              "  to ../src2/a.py\n"
              "  hint: copy what it leads to, or name that folder, too");
}

TEST_F(MicroPythonSources, RefusesLinksThatLeadNowhere) {
    link("src/a.py", "b.py");
    EXPECT_EQ(error({"src"}),
              "error: the link ROOT/src/a.py leads nowhere\n"
              "  to b.py\n"
              "  hint: mend or remove the link");
}

TEST_F(MicroPythonSources, RefusesLinksInACircle) {
    write("src/lib/a.py");
    link("src/lib/again", "..");
    EXPECT_EQ(error({"src"}),
              "error: the link ROOT/src/lib/again leads in a circle\n"
              "  to ROOT/src\n"
              "  hint: remove the link");
}

TEST_F(MicroPythonSources, RefusesWhatIsNoFolder) {
    write("a.py");
    EXPECT_EQ(error({"a.py"}), "error: ROOT/a.py is no folder");
    EXPECT_EQ(error({"none"}), "error: ROOT/none is no folder\n  No such file or directory");
}

TEST_F(MicroPythonSources, RefusesNamesThatDifferInCaseOnly) {
    write("one/Main.py");
    write("two/main.py");
    EXPECT_EQ(error({"one", "two"}),
              "error: ROOT/one/Main.py and ROOT/two/main.py differ in case only\n"
              "  a FAT file system takes them for one\n"
              "  hint: rename one of them");
}

TEST_F(MicroPythonSources, RefusesAFileWhereAnotherFolderHasAFolder) {
    write("one/lib");
    write("two/lib/a.py");
    EXPECT_EQ(error({"one", "two"}),
              "error: ROOT/one/lib is a file, and ROOT/two/lib/a.py needs a folder of that name\n"
              "  hint: rename one of them");
}

TEST_F(MicroPythonSources, TakesEveryNameThatAFileCanHave) {
    write("src/it's \"a\" \\ \n \u00e9.py");
    EXPECT_THAT(found({"src"}), ElementsAre("it's \"a\" \\ \n \u00e9.py=x"));
}

TEST(SoundPath, IsBelowItsFolder) {
    for (const char* const path : {"a", "a/b", "...", "a..b", "..a/b", "'", "\\"}) {
        EXPECT_TRUE(is_sound_path(path)) << path;
    }
    for (const char* const path :
         {"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/."}) {
        EXPECT_FALSE(is_sound_path(path)) << path;
    }
    EXPECT_FALSE(is_sound_path(std::string("a\0b", 3)));
    EXPECT_FALSE(is_sound_path(std::string(256, 'a')));
}

}  // namespace
}  // namespace perth::cli
