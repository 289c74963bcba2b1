#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "cli/project/template.hpp"
#include "tests/cli/project/project_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

const Fields fields = {{"name", "hello"}, {"board", "host"}, {"up", ".."}, {"root", "/etc"}};

std::string filled(const std::string& text) { return fill(text, fields, "main.cpp"); }

TEST(Fill, PutsValuesInPlaceOfFields) {
    EXPECT_EQ(filled("// {{name}} on {{board}}{{board}}\n"), "// hello on hosthost\n");
}

TEST(Fill, MakesTwoBracesOfFour) { EXPECT_EQ(filled("a{{{{name}}"), "a{{name}}"); }

TEST(Fill, LeavesBracesAloneThatEncloseNoName) {
    EXPECT_EQ(filled("int a[2][2] = {{1, 2}, {3, 4}}; f({{}}); {{"),
              "int a[2][2] = {{1, 2}, {3, 4}}; f({{}}); {{");
}

TEST(Fill, PointsAtAFieldThatIsNotDeclared) {
    EXPECT_EQ(error_text([] { (void)filled("a\n\n {{nmae}}"); }),
              "error: main.cpp:3: there is no field \"nmae\"\n  hint: did you mean {{name}}?");
    EXPECT_EQ(error_text([] { (void)filled("{{Author}}"); }),
              "error: main.cpp:1: there is no field \"Author\"\n"
              "  hint: declare it in template.json, or write {{{{ for two plain braces");
    EXPECT_EQ(error_text([] { (void)filled("{{ name }}"); }),
              "error: main.cpp:1: there is no field \" name \"\n  hint: did you mean {{name}}?");
}

class Render : public testing::Test {
protected:
    std::vector<TemplateFile> files() const {
        Template source;
        source.folder = folder_.path() / "lamp";
        return render(source, fields);
    }
    std::string complaint() const {
        return folder_.complaint([this] { (void)files(); });
    }
    fs::path lamp() const { return folder_.path() / "lamp"; }

    ProjectFolder folder_;
};

TEST_F(Render, FillsContentsAndNamesInOrder) {
    folder_.write("lamp/template.json", "{{nothing}}");
    folder_.write("lamp/src/{{name}}.cpp", "{{board}}");
    folder_.write("lamp/a b/\u00e4.txt", "x");
    const auto made = files();
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].path, "a b/\u00e4.txt");
    EXPECT_EQ(made[1].path, "src/hello.cpp");
    EXPECT_EQ(made[1].content, "host");
}

TEST_F(Render, CopiesWhatIsNoTextUntouched) {
    const std::string bytes("\x89PNG\0{{nothing}}\xff", 17);
    folder_.write("lamp/picture.png", bytes);
    EXPECT_EQ(files().at(0).content, bytes);
}

TEST_F(Render, KeepsFilesExecutable) {
    folder_.write("lamp/run.sh", "");
    fs::permissions(lamp() / "run.sh", fs::perms::owner_exec, fs::perm_options::add);
    EXPECT_TRUE(files().at(0).executable);
}

TEST_F(Render, FollowsALinkWithinTheTemplate) {
    folder_.write("lamp/a.txt", "x");
    fs::create_symlink("a.txt", lamp() / "b.txt");
    EXPECT_EQ(files().at(1).content, "x");
}

TEST_F(Render, RefusesALinkThatLeadsOut) {
    folder_.write("secret.txt", "x");
    folder_.write("lamp/a.txt");
    fs::create_symlink("../secret.txt", lamp() / "b.txt");
    EXPECT_EQ(complaint(),
              "error: template file lamp/b.txt cannot be used\n"
              "  it is a link that leads out of the template");
}

TEST_F(Render, RefusesALinkToAFolderElsewhere) {
    folder_.write("lamp/a.txt");
    fs::create_directory_symlink("/etc", lamp() / "etc");
    EXPECT_EQ(complaint(),
              "error: template file lamp/etc cannot be used\n"
              "  it is a link that leads out of the template");
}

TEST_F(Render, RefusesANameThatLeadsOut) {
    folder_.write("lamp/{{up}}/x.txt");
    EXPECT_EQ(complaint(),
              "error: template file {{up}}/x.txt cannot be used\n"
              "  its name in the project would be \"../x.txt\"");
}

TEST_F(Render, RefusesANameThatBeginsAtTheRoot) {
    folder_.write("lamp/{{root}}");
    EXPECT_EQ(complaint(),
              "error: template file {{root}} cannot be used\n"
              "  its name in the project would be \"/etc\"");
}

TEST_F(Render, RefusesWhatIsNeitherFileNorFolder) {
    folder_.write("lamp/a.txt");
    ASSERT_EQ(::mkfifo((lamp() / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(complaint(),
              "error: template file lamp/pipe cannot be used\n"
              "  it is neither a file nor a folder");
}

TEST_F(Render, RefusesTwoFilesOfOneName) {
    folder_.write("lamp/{{name}}.c");
    folder_.write("lamp/hello.c");
    EXPECT_EQ(complaint(),
              "error: template file hello.c cannot be used\n"
              "  two files of the template have this name");
}

}  // namespace
}  // namespace perth::cli
