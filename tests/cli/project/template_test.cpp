#include "cli/project/template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "tests/cli/project/project_folder.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Template, ReadsEveryKey) {
    ProjectFolder folder;
    folder.write("lamp/template.json",
                 R"({"$schema": "x", "title": "T", "description": "D", "boards": ["host", "b"],
        "needs": ["LED"], "fields": {"count": {"default": "3", "pattern": "[0-9]+"}}})");
    const Template lamp = load_template(folder.path() / "lamp");
    EXPECT_EQ(lamp.name, "lamp");
    EXPECT_EQ(lamp.title, "T");
    EXPECT_THAT(lamp.boards, ElementsAre("host", "b"));
    EXPECT_THAT(lamp.needs, ElementsAre("LED"));
    EXPECT_THAT(lamp.fields, ElementsAre(Pair("count", "3")));
}

TEST(Template, IsFoundByNameOrByFolder) {
    ProjectFolder data;
    data.write("templates/blink/template.json", R"({"title": "T", "description": "D"})");
    data.write("templates/notes.txt");
    EXPECT_THAT(template_names(data.path()), ElementsAre("blink"));
    EXPECT_EQ(find_template("blink", data.path()).title, "T");
    EXPECT_EQ(find_template((data.path() / "templates/blink").string(), {}).title, "T");
}

TEST(Template, IsSuggestedIfItsNameIsNearlyRight) {
    ProjectFolder data;
    data.write("templates/blink/template.json", R"({"title": "T", "description": "D"})");
    EXPECT_EQ(data.complaint([&] { (void)find_template("blnik", data.path()); }),
              "error: unknown template blnik\n  looked in templates\n  hint: did you mean blink?");
    EXPECT_EQ(data.complaint([&] { (void)find_template("./nothing", data.path()); }),
              "error: ./nothing is not a template\n  there is no template.json in it");
}

TEST(Template, SuitsBoardsThatHaveThePins) {
    Board board;
    board.name = "b";
    board.pins = {{.name = "LED", .pad = "PA1"}};
    Template lamp;
    EXPECT_TRUE(suits(lamp, board));
    lamp.needs = {"LED"};
    EXPECT_TRUE(suits(lamp, board));
    lamp.needs = {"LED", "BUTTON"};
    EXPECT_FALSE(suits(lamp, board));
    lamp.needs = {};
    lamp.boards = {"c"};
    EXPECT_FALSE(suits(lamp, board));
}

struct Case {
    const char* name;
    const char* json;
    const char* text;  ///< after "error: lamp/template.json:"
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class BadTemplate : public testing::TestWithParam<Case> {};

TEST_P(BadTemplate, IsRefusedWithItsPlace) {
    ProjectFolder folder;
    folder.write("lamp/template.json", GetParam().json);
    EXPECT_EQ(folder.complaint([&] { (void)load_template(folder.path() / "lamp"); }),
              std::string("error: lamp/template.json:") + GetParam().text);
}

const Case cases[] = {
    {"NotJson", "blink", "1:1: invalid literal blink"},
    {"NoTitle", R"({"description": "D"})", "1:1: missing key \"title\""},
    {"NoDescription", R"({"title": "T"})", "1:1: missing key \"description\""},
    {"EscapeInTitle", R"({"title": "\u001b]0;x", "description": "D"})",
     "1:11: /title: has a control character"},
    {"UnknownKey", R"({"title": "T", "description": "D", "need": []})",
     "1:36: /need: unknown key \"need\"\n  hint: did you mean \"needs\"?"},
    {"NoBoards", R"({"title": "T", "description": "D", "boards": []})", "1:46: /boards: is empty"},
    {"BoardName", R"({"title": "T", "description": "D", "boards": ["A"]})",
     "1:47: /boards/0: \"A\" is not a board's name"},
    {"PinName", R"({"title": "T", "description": "D", "needs": ["led"]})",
     "1:46: /needs/0: \"led\" is not a pin's name such as LED"},
    {"FieldName", R"({"title": "T", "description": "D", "fields": {"A": {"default": ""}}})",
     "1:52: /fields/A: \"A\" is not a field's name such as led_count"},
    {"FieldThatIsAlwaysThere",
     R"({"title": "T", "description": "D", "fields": {"name": {"default": ""}}})",
     "1:55: /fields/name: name is always there and cannot be declared"},
    {"FieldWithoutDefault", R"({"title": "T", "description": "D", "fields": {"a": {}}})",
     "1:52: /fields/a: missing key \"default\""},
    {"DefaultAgainstThePattern",
     R"({"title": "T", "description": "D", "fields": {"a": {"default": "x1", "pattern": "[0-9]"}}})",
     "1:64: /fields/a/default: does not match the pattern [0-9]"},
    {"PatternThatIsNone",
     R"({"title": "T", "description": "D", "fields": {"a": {"default": "x", "pattern": "["}}})",
     "1:80: /fields/a/pattern: is not a POSIX extended regular expression"},
    {"PatternWithBackReference",
     R"({"title": "T", "description": "D", "fields": {"a": {"default": "x", "pattern": "(a)\\1"}}})",
     "1:80: /fields/a/pattern: has a back-reference"},
};

INSTANTIATE_TEST_SUITE_P(Template, BadTemplate, testing::ValuesIn(cases),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace perth::cli
