#include "cli/project/scaffold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "cli/support/signals.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/cli/project/project_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

const std::vector<TemplateFile> files = {{"perth.json", "{}"}, {"src/main.cpp", "int x;\n"}};

void nothing(const fs::path&) {}

std::string content(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Scaffold : public testing::Test {
protected:
    Site site(bool force = false) const {
        return {.folder = folder_.path() / "new", .keep_folder = false, .force = force};
    }
    /// Returns the names in the parent folder: what is left of an attempt.
    std::vector<std::string> left() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_.path())) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

    ProjectFolder folder_;
};

TEST_F(Scaffold, MakesTheFolder) {
    const Scaffolded done = scaffold(site(), files, nothing);
    EXPECT_THAT(done.made, ElementsAre("perth.json", "src/main.cpp"));
    EXPECT_TRUE(done.kept.empty());
    EXPECT_EQ(content(site().folder / "src/main.cpp"), "int x;\n");
    EXPECT_THAT(left(), ElementsAre("new"));
}

TEST_F(Scaffold, TakesAnEmptyFolder) {
    fs::create_directory(site().folder);
    (void)scaffold(site(), files, nothing);
    EXPECT_TRUE(fs::exists(site().folder / "perth.json"));
}

TEST_F(Scaffold, RefusesAFolderThatIsNotEmpty) {
    folder_.write("new/mine.txt", "mine");
    EXPECT_EQ(folder_.complaint([&] { (void)scaffold(site(), files, nothing); }),
              "error: new is not empty\n"
              "  hint: choose another name; --force adds what is missing and keeps what is there");
    EXPECT_FALSE(fs::exists(site().folder / "perth.json"));
}

TEST_F(Scaffold, RefusesAFileInItsPlace) {
    folder_.write("new", "mine");
    EXPECT_EQ(folder_.complaint([&] { (void)scaffold(site(true), files, nothing); }),
              "error: new is there already\n  it is not a folder");
}

TEST_F(Scaffold, AddsToAFolderByForceAndKeepsWhatIsThere) {
    folder_.write("new/perth.json", "mine");
    folder_.write("new/src/other.cpp", "mine, too");
    const Scaffolded done = scaffold(site(true), files, nothing);
    EXPECT_THAT(done.made, ElementsAre("src/main.cpp"));
    EXPECT_THAT(done.kept, ElementsAre("perth.json"));
    EXPECT_EQ(content(site().folder / "perth.json"), "mine");
    EXPECT_EQ(content(site().folder / "src/other.cpp"), "mine, too");
    EXPECT_EQ(content(site().folder / "src/main.cpp"), "int x;\n");
    EXPECT_EQ(std::distance(fs::directory_iterator(site().folder), {}), 2);
}

TEST_F(Scaffold, DoesNotReplaceAFolderThatSomeoneWorksIn) {
    fs::create_directory(site().folder);
    const fs::path inside = fs::current_path();
    fs::current_path(site().folder);
    (void)scaffold({.folder = site().folder, .keep_folder = true}, files, nothing);
    EXPECT_TRUE(fs::exists("perth.json"));
    fs::current_path(inside);
}

TEST_F(Scaffold, LeavesNothingWhenPreparingFails) {
    EXPECT_EQ(error_text([&] {
                  (void)scaffold(site(), files,
                                 [](const fs::path&) { throw Error({.what = "no"}); });
              }),
              "error: no");
    EXPECT_THAT(left(), ElementsAre());
}

TEST_F(Scaffold, LeavesAFolderAsItWasWhenPreparingFails) {
    folder_.write("new/mine.txt", "mine");
    EXPECT_EQ(error_text([&] {
                  (void)scaffold(site(true), files,
                                 [](const fs::path&) { throw Error({.what = "no"}); });
              }),
              "error: no");
    EXPECT_EQ(std::distance(fs::directory_iterator(site().folder), {}), 1);
}

TEST_F(Scaffold, LeavesNothingAfterCtrlC) {
    const int code = in_child([&] {
        install_signal_handlers();
        (void)scaffold(site(), files, [](const fs::path&) { std::raise(SIGINT); });
        return 0;
    });
    EXPECT_EQ(code, 130);
    EXPECT_THAT(left(), ElementsAre());
}

TEST_F(Scaffold, LeavesNothingOnAFullDisk) {
    const int code = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4, 4};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        (void)scaffold(site(), files, nothing);
        return 0;
    });
    EXPECT_EQ(code, 1);
    EXPECT_THAT(left(), ElementsAre());
}

TEST_F(Scaffold, SaysThatAFolderIsReadOnly) {
    fs::permissions(folder_.path(), fs::perms::owner_read | fs::perms::owner_exec |
                                        fs::perms::others_read | fs::perms::others_exec);
    const int code = in_child([&] {
        if (!become_ordinary_user()) return 98;
        (void)scaffold(site(), files, nothing);
        return 0;
    });
    fs::permissions(folder_.path(), fs::perms::owner_all);
    EXPECT_EQ(code, 5);
    EXPECT_THAT(left(), ElementsAre());
}

}  // namespace
}  // namespace perth::cli
