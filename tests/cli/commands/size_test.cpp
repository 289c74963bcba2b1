// perth size, budgets and the check that a build is reproducible.
#include <gmock/gmock.h>

#include "cli/support/json.hpp"
#include "tests/cli/commands/build_project.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* program_text = R"(
volatile int counter = 7;
volatile int table[16];
int main() { for (;;) { counter = counter + table[counter & 15]; } }
)";

constexpr const char* longer_program_text = R"(
volatile int counter = 7;
volatile int table[16];
volatile int more[8] = {1};
int main() { for (;;) { counter = counter + table[counter & 15] + more[counter & 7]; } }
)";

class Size : public BuildProject {
protected:
    Size() { program(program_text); }

    void git(std::vector<std::string> args) const {
        args.insert(args.begin(),
                    {"git", "-C", project_.string(), "-c", "user.name=a", "-c", "user.email=a@b"});
        ASSERT_EQ(run({.args = std::move(args)}).exit_code, 0);
    }
};

TEST_F(Size, TellsEachPartOfEachMemory) {
    const Finished done = perth({"size"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("hello for pyboard-v11\n  flash "));
    EXPECT_THAT(done.out, HasSubstr("                    flash        ram\n"));
    EXPECT_THAT(done.out, HasSubstr("\n  task memory                32768 B\n"));
}

TEST_F(Size, ListsEverySymbolOnceAndAddsUp) {
    const Finished done = perth({"size", "--symbols", "--json"});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.err, HasSubstr("       64 B  ram   program     table\n"));
    const Json json = Json::parse(done.out, "out");
    for (const Json& use : json.at("firmware").at("memory").array()) {
        std::int64_t sum = 0;
        for (const Json& item : json.at("items").array()) {
            if (item.at("region").string() == use.at("name").string()) {
                sum += item.at("size").integer(0, 1 << 30);
            }
        }
        EXPECT_EQ(sum, use.at("used").integer(0, 1 << 30)) << use.at("name").string();
    }
}

TEST_F(Size, MeasuresAnElfOutsideAProject) {
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    const fs::path elf = project_ / "build/pyboard-v11/hello.elf";
    Command alone = command({"size", "-b", "pyboard-v11", elf.string()});
    alone.folder = temporary_.path();
    const Finished done = run(alone);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("hello for pyboard-v11\n"));
}

TEST_F(Size, ComparesWithAnotherElf) {
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    const fs::path before = temporary_.path() / "before.elf";
    fs::copy_file(project_ / "build/pyboard-v11/hello.elf", before);
    program(longer_program_text);
    const Finished done = perth({"size", "--diff", before.string()});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("      +32 B  ram   new           more\n"));
    EXPECT_THAT(done.out, Not(HasSubstr("table")));
}

TEST_F(Size, ComparesWithARevisionAndLeavesTheRepositoryAlone) {
    git({"init", "--quiet"});
    write_file(project_ / ".gitignore", "build/\ncompile_commands.json\n");
    git({"add", "."});
    git({"commit", "--quiet", "-m", "first"});
    program(longer_program_text);
    git({"add", "src"});  // what is staged stays staged
    const auto status = [this] {
        return run({.args = {"git", "-C", project_.string(), "status", "--porcelain"}}).out;
    };
    const std::string before = status();
    const Finished done = perth({"size", "--diff", "HEAD"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("      +32 B  ram   new           more\n"));
    EXPECT_EQ(status(), before);
    EXPECT_EQ(
        run({.args = {"git", "-C", project_.string(), "worktree", "list"}}).out.find("scratch"),
        std::string::npos);
}

TEST_F(Size, SaysWhatIsNeitherFileNorRevision) {
    git({"init", "--quiet"});
    const Finished done = perth({"size", "--diff", "nowhere"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_THAT(done.err, HasSubstr("error: nowhere is neither a file nor a revision\n"
                                    "  fatal: Needed a single revision\n"));
}

TEST_F(Size, WritesAPage) {
    const Finished done = perth({"size", "--html", "size.html"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.err, HasSubstr("wrote size.html\n"));
    const std::string page = read_file(project_ / "size.html");
    EXPECT_THAT(page, HasSubstr("<title>hello for pyboard-v11</title>"));
    EXPECT_THAT(page, HasSubstr("<td class=\"n\">64</td><td>program</td><td>table</td>"));
}

TEST_F(Size, RefusesABoardWithoutMemory) {
    const Finished done = perth({"size", "-b", "host"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: board host has no flash and no RAM to measure\n"
              "  hint: perth size -b BOARD, for a board with a chip\n");
}

TEST_F(Size, FailsABuildThatIsOverItsBudget) {
    manifest(R"(, "budgets": {"ram": "25 %", "flash": 100000})");
    const Finished done = perth({"build"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, HasSubstr("error: hello is over its budget on board pyboard-v11\n"
                                    "  ram: 32840 B, the budget is 32768 B (25 % of 131072 B): "
                                    "72 B too many\n"
                                    "  largest symbols:\n"
                                    "         64 B  table\n"));
    EXPECT_THAT(done.err, HasSubstr("  hint: perth size --symbols tells where the bytes go\n"));
    manifest(R"(, "budgets": {"ram": "26 %", "flash": 100000})");
    EXPECT_EQ(perth({"build"}).exit_code, 0);
}

TEST_F(Size, HasBudgetsForOneBoard) {
    manifest(R"(, "budgets": {"flash": 1}, "board_overrides": {"pyboard-v11": {"budgets": null}})");
    EXPECT_EQ(perth({"build"}).exit_code, 0);
}

TEST_F(Size, FindsThatABuildIsReproducible) {
    const Finished done = perth({"build", "--reproducible-check"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("the same bytes come out elsewhere\n"));
}

TEST_F(Size, FindsWhatMakesABuildUnlikeAnother) {
    // As a careless generator writes it: the second of the build.
    program("const char* volatile when = __TIME__;\nint main() { for (;;) { (void)*when; } }\n");
    const Finished done = perth({"build", "--reproducible-check"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, HasSubstr("error: hello does not build the same elsewhere\n"
                                    "  hello.bin differs from byte "));
}

TEST_F(Size, RefusesToCheckWhatLiesElsewhere) {
    fs::create_directory(temporary_.path() / "shared");
    write_file(temporary_.path() / "shared/x.cpp", "int x;\n");
    manifest(R"(, "sources": ["src", "../shared"])");
    const Finished done = perth({"build", "--reproducible-check"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_THAT(done.err,
                HasSubstr("error: cannot check that hello builds the same elsewhere\n  " +
                          (temporary_.path() / "shared/x.cpp").string() +
                          " is outside the project's folder\n  hint: check a project that has "
                          "all its sources and libraries inside\n"));
}

}  // namespace
}  // namespace perth::cli
