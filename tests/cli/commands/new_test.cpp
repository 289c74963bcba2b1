#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

/// Returns the names in a folder, sorted.
std::vector<std::string> names(const fs::path& folder) {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        found.push_back(entry.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string content(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(New, SaysWhatItChoseAndWhatToTypeNext) {
    const Perth perth;
    const Finished done = perth.run({"new", "hello"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.err, "");
    EXPECT_EQ(done.out,
              "template counter (choose another with -t), board host (choose another with -b)\n"
              "  .clangd\n"
              "  .gitignore\n"
              "  README.md\n"
              "  perth.json\n"
              "  src/main.cpp\n"
              "  test/counter_test.cpp\n"
              "next: cd hello && perth run\n");
    EXPECT_THAT(names(perth.folder() / "hello"),
                testing::ElementsAre(".clangd", ".git", ".gitignore", "README.md", "perth.json",
                                     "src", "test"));
    EXPECT_EQ(content(perth.folder() / "hello/perth.json"),
              "{\n"
              "  \"$schema\": \"file://" PERTH_SOURCE_DIR
              "/board-defs/schema/project.schema.json\",\n"
              "  \"name\": \"hello\",\n"
              "  \"version\": \"0.1.0\",\n"
              "  \"default_board\": \"host\"\n"
              "}\n");
    EXPECT_EQ(content(perth.folder() / "hello/.gitignore"),
              "/build/\n/compile_commands.json\n/.cache/\n");
}

TEST(New, TakesTemplateAndBoard) {
    const Perth perth;
    const Finished done = perth.run({"new", "lamp", "-t", "blink", "-b", "pyboard-v11"});
    EXPECT_THAT(done.out, StartsWith("template blink, board pyboard-v11\n"));
    EXPECT_THAT(content(perth.folder() / "lamp/perth.json"),
                HasSubstr("\"default_board\": \"pyboard-v11\""));
}

TEST(New, ListsTheTemplates) {
    EXPECT_EQ(Perth().run({"new", "--list"}).out,
              "blink                one task that blinks the LED\n"
              "counter              a heartbeat on the LED and a counter on the console\n"
              "empty                nothing yet\n"
              "railroad-async       railroad lights by tasks that give way\n"
              "railroad-events      railroad lights by events\n"
              "railroad-roundrobin  railroad lights by one endless loop\n"
              "railroad-threads     railroad lights by threads\n"
              "railroad-timers      railroad lights by timer interrupts\n"
              "rotary               a rotary encoder with a push switch\n"
              "shell                a prompt for variables, functions and coroutines\n");
}

TEST(New, TakesTheWayToAFolder) {
    const Perth perth;
    fs::create_directories(perth.folder() / "a b/\u00f6");
    const Finished done = perth.run({"new", "a b/\u00f6/hello/", "--no-git", "--json"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.out,
              "{\"name\":\"hello\",\"folder\":\"HOME/a b/\u00f6/hello\",\"template\":\"counter\","
              "\"board\":\"host\",\"files\":[\".clangd\",\".gitignore\",\"README.md\","
              "\"perth.json\",\"src/main.cpp\",\"test/counter_test.cpp\"],\"next\":\"cd 'a "
              "b/\u00f6/hello' && perth run\"}\n");
    EXPECT_TRUE(perth.has("a b/\u00f6/hello/src/main.cpp"));
}

TEST(New, WorksInThisFolder) {
    const Perth perth;
    fs::create_directory(perth.folder() / "here");
    const Finished done = perth.run({"-C", "here", "new", "--here"});
    EXPECT_THAT(done.out, testing::EndsWith("next: perth run\n"));
    EXPECT_THAT(content(perth.folder() / "here/perth.json"), HasSubstr("\"name\": \"here\""));
}

TEST(New, TakesANameForThisFolder) {
    const Perth perth;
    EXPECT_EQ(perth.run({"new", "--here", "hello"}).exit_code, 0);
    EXPECT_THAT(content(perth.folder() / "perth.json"), HasSubstr("\"name\": \"hello\""));
}

TEST(New, NeedsANameThatIsOne) {
    const Perth perth;
    EXPECT_EQ(perth.run({"new"}).err,
              "error: perth new needs the new project's name\n"
              "  hint: perth new hello, or perth new --here\n");
    const Finished done = perth.run({"new", "9lives"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: \"9lives\" cannot be a project's name\n"
              "  a name begins with a letter and goes on with letters, digits, _ or -, at most 64 "
              "in all\n");
}

TEST(New, NeedsTheFolderAbove) {
    const Finished done = Perth().run({"new", "a/b"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err, "error: there is no folder HOME/a\n  the new project would lie in it\n");
}

TEST(New, RefusesAFolderThatIsNotEmptyUnlessForced) {
    const Perth perth;
    perth.write("hello/src/main.cpp", "mine");
    const Finished refused = perth.run({"new", "hello"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_EQ(
        refused.err,
        "error: HOME/hello is not empty\n"
        "  hint: choose another name; --force adds what is missing and keeps what is there\n");
    EXPECT_THAT(perth.run({"new", "hello", "--force"}).out,
                HasSubstr("  src/main.cpp was there and is kept\n"));
    EXPECT_EQ(content(perth.folder() / "hello/src/main.cpp"), "mine");
}

TEST(New, SuggestsATemplateAndABoard) {
    const Perth perth;
    EXPECT_EQ(perth.run({"new", "x", "-t", "blnk"}).err,
              "error: unknown template blnk\n"
              "  looked in SOURCE/templates\n"
              "  hint: did you mean blink?\n");
    EXPECT_THAT(perth.run({"new", "x", "-b", "pybord-v11"}).err,
                HasSubstr("hint: did you mean pyboard-v11?"));
    EXPECT_FALSE(perth.has("x"));
}

TEST(New, NamesTheBoardsThatHaveWhatTheTemplateNeeds) {
    const Perth perth;
    perth.write("lamp/template.json",
                R"({"title": "T", "description": "D", "needs": ["LED_POWER"]})");
    const Finished done = perth.run({"new", "x", "-t", "./lamp", "-b", "pyboard-v11"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: template lamp does not suit board pyboard-v11\n"
              "  the template needs LED_POWER; the board has LED, LED_RED, LED_GREEN, LED_YELLOW, "
              "BUTTON, ENCODER_CLK, ENCODER_DATA\n"
              "  hint: boards that do: netduino-plus-2\n");
}

TEST(New, NamesTheBoardsThatTheTemplateIsFor) {
    const Perth perth;
    perth.write("lamp/template.json",
                R"({"title": "T", "description": "D", "boards": ["pyboard-v10"]})");
    EXPECT_EQ(perth.run({"new", "x", "-t", "./lamp"}).err,
              "error: template lamp does not suit board host\n"
              "  the template is for pyboard-v10\n"
              "  hint: boards that do: pyboard-v10\n");
}

TEST(New, LeavesNothingOfATemplateThatPointsOutside) {
    const Perth perth;
    perth.write("lamp/template.json", R"({"title": "T", "description": "D"})");
    fs::create_symlink("/etc/passwd", perth.folder() / "lamp/users.txt");
    const Finished done = perth.run({"new", "x", "-t", "./lamp"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: template file HOME/lamp/users.txt cannot be used\n"
              "  it is a link that leads out of the template\n");
    EXPECT_THAT(names(perth.folder()), testing::ElementsAre("lamp"));
}

TEST(New, MakesNoRepositoryWithinOne) {
    const Perth perth;
    fs::create_directory(perth.folder() / ".git");
    EXPECT_EQ(perth.run({"new", "hello"}).exit_code, 0);
    EXPECT_FALSE(perth.has("hello/.git"));
}

TEST(New, OnlyMentionsThatGitIsMissing) {
    Perth perth;
    perth.set("PATH", perth.folder().string());
    const Finished done = perth.run({"new", "hello"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.err, "git is not installed: the project is not under version control\n");
    EXPECT_TRUE(perth.has("hello/perth.json"));
}

TEST(New, OnlyMentionsThatGitDidNotWork) {
    Perth perth;
    perth.write("bin/git", "#!/bin/sh\necho no such luck >&2\nexit 1\n");
    fs::permissions(perth.folder() / "bin/git", fs::perms::owner_all);
    perth.set("PATH", (perth.folder() / "bin").string() + ":/usr/bin:/bin");
    const Finished done = perth.run({"new", "hello"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.err, "git init did not work: no such luck\n");
}

TEST(New, LeavesNothingAfterCtrlCWhileGitRuns) {
    Perth perth;
    perth.write("bin/git", "#!/bin/sh\nkill -INT $PPID\nexec sleep 30\n");
    fs::permissions(perth.folder() / "bin/git", fs::perms::owner_all);
    perth.set("PATH", (perth.folder() / "bin").string() + ":/usr/bin:/bin");
    const Finished done = perth.run({"new", "hello"});
    EXPECT_EQ(done.exit_code, 130);
    EXPECT_EQ(done.err, "");
    EXPECT_THAT(names(perth.folder()), testing::ElementsAre("bin"));
}

TEST(New, LeavesNothingOnAFullDisk) {
    const Perth perth;
    const Finished done = perth.shell("ulimit -f 0; exec \"$0\" new hello --no-git");
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, HasSubstr("  File too large\n"));
    EXPECT_THAT(names(perth.folder()), testing::ElementsAre());
}

}  // namespace
}  // namespace perth::cli
