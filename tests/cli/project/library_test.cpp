#include "cli/project/library.hpp"

#include <gtest/gtest.h>

#include "tests/cli/project/project_folder.hpp"

namespace perth::cli {
namespace {

constexpr const char* app = R"({"name": "app", "default_board": "host", "libraries": ["../b"]})";

TEST(Library, ComesAfterTheLibrariesItNeeds) {
    ProjectFolder folder;
    folder.write("app/perth.json",
                 R"({"name": "app", "default_board": "host", "libraries": ["../b", "../a"]})");
    folder.write("b/perth.json", R"({"type": "library", "name": "b", "libraries": ["../a"]})");
    folder.write("a/perth.json", R"({"type": "library", "name": "a"})");
    EXPECT_EQ(folder.relative(folder.load("app").libraries), "a b");
}

TEST(Library, BringsItsSourcesAndIncludeFolders) {
    ProjectFolder folder;
    folder.write("app/perth.json", app);
    folder.write("app/src/main.cpp");
    folder.write("app/include/app.hpp");
    folder.write("b/perth.json", R"({"type": "library", "name": "b", "sources": ["code"]})");
    folder.write("b/code/b.cpp");
    folder.write("b/include/b.hpp");
    const Manifest manifest = folder.load("app");
    EXPECT_EQ(folder.relative(source_files(manifest, "host")), "app/src/main.cpp b/code/b.cpp");
    EXPECT_EQ(folder.relative(include_folders(manifest, "host")), "app/include b/include");
}

TEST(Library, MayNotFormACircle) {
    ProjectFolder folder;
    folder.write("app/perth.json", app);
    folder.write("b/perth.json", R"({"type": "library", "name": "b", "libraries": ["../c"]})");
    folder.write("c/perth.json", R"({"type": "library", "name": "c", "libraries": ["../b"]})");
    EXPECT_EQ(folder.complaint([&] { (void)folder.load("app"); }),
              "error: c/perth.json:1:48: /libraries/0: libraries form a circle: b → c → b");
}

TEST(Library, MayNotNeedTheProject) {
    ProjectFolder folder;
    folder.write("app/perth.json", app);
    folder.write("b/perth.json", R"({"type": "library", "name": "b", "libraries": ["../app"]})");
    EXPECT_EQ(folder.complaint([&] { (void)folder.load("app"); }),
              "error: b/perth.json:1:48: /libraries/0: libraries form a circle: app → b → app");
}

TEST(Library, MustBeThere) {
    ProjectFolder folder;
    folder.write("app/perth.json", app);
    EXPECT_EQ(folder.complaint([&] { (void)folder.load("app"); }),
              "error: app/perth.json:1:56: /libraries/0: there is no perth.json in \"../b\"");
}

TEST(Library, MustSayThatItIsOne) {
    ProjectFolder folder;
    folder.write("app/perth.json", app);
    folder.write("b/perth.json", R"({"name": "b", "default_board": "host"})");
    EXPECT_EQ(folder.complaint([&] { (void)folder.load("app"); }),
              "error: b/perth.json:1:1: missing key \"type\"");
}

TEST(Library, HasNoKeysOfAProject) {
    ProjectFolder folder;
    folder.write("app/perth.json", app);
    folder.write("b/perth.json", R"({"type": "library", "name": "b", "optimize": "size"})");
    EXPECT_EQ(
        folder.complaint([&] { (void)folder.load("app"); }),
        "error: b/perth.json:1:34: /optimize: unknown key \"optimize\"\n"
        "  hint: the keys here are \"$schema\", \"type\", \"name\", \"version\", \"sources\", "
        "\"include\", \"libraries\" and \"assets\"");
}

}  // namespace
}  // namespace perth::cli
