#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/project/project_folder.hpp"

namespace perth::cli {
namespace {

/// Returns the sources that the entry means, in a project with some files.
std::string sources_of(const std::string& entry) {
    ProjectFolder folder;
    folder.write("app/perth.json",
                 R"({"name": "a", "default_board": "host", "sources": [")" + entry + R"("]})");
    for (const char* const file :
         {"src/b.cpp", "src/a.c", "src/a.hpp", "src/deep/c.cc", "src/deep/er/d.S", "src/.old/x.cpp",
          "src/\u00e4 b/e.cxx", "main.cpp", "build/host/id.cpp", "test/t.cpp"}) {
        folder.write(std::filesystem::path("app") / file);
    }
    folder.write("shared/s.cpp");
    return folder.relative(source_files(folder.load("app"), "host"));
}

TEST(Sources, AreEverySourceBelowAFolderInOrder) {
    EXPECT_EQ(sources_of("src"),
              "app/src/a.c app/src/b.cpp app/src/deep/c.cc app/src/deep/er/d.S "
              "app/src/\u00e4 b/e.cxx");
}

TEST(Sources, OfTheProjectsRootLeaveOutWhatIsBuiltAndTests) {
    EXPECT_EQ(sources_of("."),
              "app/main.cpp app/src/a.c app/src/b.cpp app/src/deep/c.cc app/src/deep/er/d.S "
              "app/src/\u00e4 b/e.cxx");
}

TEST(TestFiles, AreEverySourceBelowTheFolderTest) {
    ProjectFolder folder;
    folder.write("perth.json", R"({"name": "a", "default_board": "host"})");
    for (const char* const file :
         {"src/main.cpp", "test/b_test.cpp", "test/fakes/a.cpp", "test/data.txt"}) {
        folder.write(file);
    }
    EXPECT_EQ(folder.relative(test_files(folder.load())), "test/b_test.cpp test/fakes/a.cpp");
}

TEST(TestFiles, AreNoneWithoutThatFolder) {
    ProjectFolder folder;
    folder.write("perth.json", R"({"name": "a", "default_board": "host"})");
    EXPECT_EQ(folder.relative(test_files(folder.load())), "");
}

TEST(Sources, MayBeASingleFile) { EXPECT_EQ(sources_of("main.cpp"), "app/main.cpp"); }

TEST(Sources, MayBeAPattern) { EXPECT_EQ(sources_of("src/?.c*"), "app/src/a.c app/src/b.cpp"); }

TEST(Sources, MayBeAPatternForFolders) { EXPECT_EQ(sources_of("src/*/c.cc"), "app/src/deep/c.cc"); }

TEST(Sources, MayBeAPatternOfAnyDepth) {
    EXPECT_EQ(sources_of("src/**/[c-d].*"), "app/src/deep/c.cc app/src/deep/er/d.S");
}

TEST(Sources, MayLieOutsideTheProject) { EXPECT_EQ(sources_of("../shared"), "shared/s.cpp"); }

TEST(Sources, AreTakenOnceEvenIfNamedTwice) {
    EXPECT_EQ(sources_of(R"(main.cpp", "*.cpp)"), "app/main.cpp");
}

TEST(Sources, OfALinkedFolderInAFolderAreNotFollowed) {
    ProjectFolder folder;
    folder.write("perth.json", R"({"name": "a", "default_board": "host"})");
    folder.write("src/main.cpp");
    std::filesystem::create_directory_symlink("..", folder.path() / "src/up");
    EXPECT_EQ(folder.relative(source_files(folder.load(), "host")), "src/main.cpp");
}

TEST(Sources, ThatMeanNothingAreAnErrorWithTheirPlace) {
    ProjectFolder folder;
    folder.write("perth.json",
                 R"({"name": "a", "default_board": "host", "sources": ["main.cpp", "lib/*.c"]})");
    folder.write("main.cpp");
    EXPECT_EQ(folder.complaint([&] { (void)source_files(folder.load(), "host"); }),
              "error: perth.json:1:64: /sources/1: no source files in \"lib/*.c\"\n"
              "  hint: sources end in .cpp, .cc, .cxx, .c or .S");
}

TEST(Sources, OfABoardThatMeanNothingPointIntoItsOverrides) {
    ProjectFolder folder;
    folder.write(
        "perth.json",
        R"({"name": "a", "default_board": "b", "board_overrides": {"b": {"sources": ["x"]}}})");
    EXPECT_EQ(folder.complaint([&] { (void)source_files(folder.load(), "b"); }),
              "error: perth.json:1:75: /board_overrides/b/sources/0: no source files in \"x\"\n"
              "  hint: sources end in .cpp, .cc, .cxx, .c or .S");
}

TEST(Sources, ThatAreNotWrittenAreSrc) {
    ProjectFolder folder;
    folder.write("perth.json", R"({"name": "a", "default_board": "b"})");
    EXPECT_EQ(folder.complaint([&] { (void)source_files(folder.load(), "b"); }),
              "error: perth.json:1:1: no source files in \"src\"\n"
              "  hint: sources end in .cpp, .cc, .cxx, .c or .S");
}

}  // namespace
}  // namespace perth::cli
