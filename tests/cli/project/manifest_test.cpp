#include "cli/project/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/cli/project/project_folder.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Manifest, NeedsOnlyANameAndABoard) {
    ProjectFolder project;
    project.write("perth.json", R"({"name": "hello", "default_board": "host"})");
    const Manifest manifest = project.load();
    EXPECT_EQ(manifest.folder, project.path());
    EXPECT_EQ(manifest.name, "hello");
    EXPECT_EQ(manifest.version, "0.1.0");
    EXPECT_EQ(manifest.default_board, "host");
    EXPECT_THAT(manifest.boards, ElementsAre("host"));
    EXPECT_EQ(manifest.settings.compiler, "clang");
    EXPECT_THAT(manifest.settings.sources, ElementsAre("src"));
    EXPECT_TRUE(manifest.settings.include.empty());
    EXPECT_EQ(manifest.settings.optimize, Optimize::size);
    EXPECT_FALSE(manifest.settings.task_memory);
}

TEST(Manifest, ReadsEveryKey) {
    ProjectFolder project;
    project.write("headers/a.hpp");
    project.write("perth.json", R"({"$schema": "x", "type": "firmware", "name": "a-b_1",
        "version": "1.2.3-rc.1+5", "default_board": "host", "boards": ["host", "pyboard-v11"],
        "compiler": "gcc", "on_panic": "reset", "agent": false, "profile": true, "log": "deferred",
        "sources": ["lib", "src/*.c"],
        "include": ["headers"], "defines": {"LEVEL": 3, "NAME": "x y"}, "cxx_flags": ["-Wall"],
        "std": "c++23", "optimize": "speed", "task_memory": 4096, "compiler_launcher": "none",
        "devices": {"left": "usb:1-4.2", "bench": "socket://lab:4000"},
        "monitor": {"baud": 921600, "timestamps": "delta", "eol": "crlf",
                    "filters": ["^a", "b$"]}})");
    const Manifest manifest = project.load();
    EXPECT_EQ(manifest.version, "1.2.3-rc.1+5");
    EXPECT_THAT(manifest.boards, ElementsAre("host", "pyboard-v11"));
    EXPECT_EQ(manifest.settings.compiler, "gcc");
    EXPECT_EQ(manifest.settings.on_panic, OnPanic::reset);
    EXPECT_FALSE(manifest.settings.agent);
    EXPECT_TRUE(manifest.settings.profile);
    EXPECT_EQ(manifest.settings.log, LogForm::deferred);
    EXPECT_THAT(manifest.settings.sources, ElementsAre("lib", "src/*.c"));
    EXPECT_THAT(manifest.settings.include, ElementsAre("headers"));
    EXPECT_THAT(manifest.settings.defines, ElementsAre(Pair("LEVEL", "3"), Pair("NAME", "x y")));
    EXPECT_THAT(manifest.settings.cxx_flags, ElementsAre("-Wall"));
    EXPECT_EQ(manifest.settings.standard, "c++23");
    EXPECT_EQ(manifest.settings.optimize, Optimize::speed);
    EXPECT_EQ(manifest.settings.task_memory, 4096U);
    EXPECT_EQ(manifest.settings.compiler_launcher, "none");
    EXPECT_THAT(manifest.devices,
                ElementsAre(Pair("bench", "socket://lab:4000"), Pair("left", "usb:1-4.2")));
    EXPECT_EQ(manifest.settings.monitor.baud, 921600U);
    EXPECT_EQ(manifest.settings.monitor.timestamps, "delta");
    EXPECT_EQ(manifest.settings.monitor.eol, "crlf");
    EXPECT_THAT(manifest.settings.monitor.filters, ElementsAre("^a", "b$"));
}

TEST(Manifest, TakesMicroPythonsFoldersFromTheProjectsFolder) {
    ProjectFolder project;
    project.write("perth.json", R"({"name": "a", "default_board": "host",
        "micropython": {"sources": ["lib", "../common"], "to": "/app"}})");
    const Manifest manifest = project.load();
    EXPECT_THAT(manifest.micropython.sources,
                ElementsAre(project.path() / "lib", project.path().parent_path() / "common"));
    EXPECT_EQ(manifest.micropython.to, "/app");
}

TEST(Manifest, LaysABoardsOverridesOverTheRest) {
    ProjectFolder project;
    project.write("perth.json", R"({"name": "a", "default_board": "host", "optimize": "speed",
        "defines": {"A": 1, "B": 2}, "cxx_flags": ["-g"],
        "board_overrides": {"pyboard-v11": {"defines": {"B": 3, "A": null}, "cxx_flags": [],
                                            "task_memory": 2048}}})");
    const Manifest manifest = project.load();
    const Settings pyboard = manifest.for_board("pyboard-v11");
    EXPECT_THAT(pyboard.defines, ElementsAre(Pair("B", "3")));
    EXPECT_TRUE(pyboard.cxx_flags.empty());
    EXPECT_EQ(pyboard.task_memory, 2048U);
    EXPECT_EQ(pyboard.optimize, Optimize::speed);
    const Settings host = manifest.for_board("host");
    EXPECT_THAT(host.defines, ElementsAre(Pair("A", "1"), Pair("B", "2")));
    EXPECT_FALSE(host.task_memory);
}

TEST(Manifest, TakesAPathToACompilerFromTheProjectsFolder) {
    ProjectFolder project;
    project.write("perth.json",
                  R"({"name": "a", "default_board": "host", "compiler": "../tools/clang++"})");
    EXPECT_EQ(project.load().settings.compiler,
              (project.path().parent_path() / "tools/clang++").string());
}

TEST(Manifest, TakesTheFolderIncludeIfItIsThere) {
    ProjectFolder project;
    project.write("include/a.hpp");
    project.write("perth.json", R"({"name": "a", "default_board": "host"})");
    EXPECT_THAT(project.load().settings.include, ElementsAre("include"));
    EXPECT_EQ(project.relative(include_folders(project.load(), "host")), "include");
}

TEST(Manifest, IsFoundFromAnyFolderBelow) {
    ProjectFolder project;
    project.write("perth.json");
    project.write("src/deep/er/main.cpp");
    EXPECT_EQ(find_project(project.path() / "src/deep/er"), project.path());
    EXPECT_EQ(find_project(project.path()), project.path());
}

TEST(Manifest, IsNotFoundWhereThereIsNone) {
    ProjectFolder folder;
    EXPECT_EQ(find_project(folder.path()), std::nullopt);
}

TEST(Manifest, SaysThatTheFileIsMissing) {
    ProjectFolder project;
    EXPECT_EQ(project.complaint([&] { (void)project.load(); }),
              "error: cannot read perth.json\n  No such file or directory");
}

struct Case {
    const char* name;
    const char* manifest;
    const char* text;  ///< after "error: perth.json:"
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class BadManifest : public testing::TestWithParam<Case> {};

TEST_P(BadManifest, IsRefusedWithItsPlace) {
    ProjectFolder project;
    project.write("perth.json", GetParam().manifest);
    const auto load = [&] { (void)project.load(); };
    EXPECT_EQ(project.complaint(load), std::string("error: perth.json:") + GetParam().text);
    EXPECT_EQ(error_exit(load), Exit::wrong_use);
}

const Case cases[] = {
    {"Empty", "", "1:1: unexpected end of input; expected a value"},
    {"NotJson", "name = a", "1:1: invalid literal name"},
    {"AList", "[]", "1:1: expected an object, found a list"},
    {"CommentInIt", "{ // name\n}",
     "1:3: invalid literal //; expected a key in quotes\n  hint: JSON has no comments; remove it"},
    {"KeyTwice", R"({"name": "a", "name": "b"})", "1:15: duplicate key \"name\""},
    {"NoName", R"({"default_board": "host"})", "1:1: missing key \"name\""},
    {"NoBoard", R"({"name": "a"})", "1:1: missing key \"default_board\""},
    {"NameOfAnotherType", R"({"name": 5})", "1:10: /name: expected a string, found 5"},
    {"NameBeginsWithADigit", R"({"name": "9a"})",
     "1:10: /name: \"9a\" is not a project's name\n"
     "  hint: begin with a letter; go on with letters, digits, _ or -, at most 64 in all"},
    {"NameWithAPath", R"({"name": "../a"})",
     "1:10: /name: \"../a\" is not a project's name\n"
     "  hint: begin with a letter; go on with letters, digits, _ or -, at most 64 in all"},
    {"Version", R"({"name": "a", "version": "1.0"})",
     "1:26: /version: \"1.0\" is not a semantic version such as 1.2.3"},
    {"UnknownKey", R"({"name": "a", "defualt_board": "host"})",
     "1:15: /defualt_board: unknown key \"defualt_board\"\n"
     "  hint: did you mean \"default_board\"?"},
    {"Log", R"({"name": "a", "default_board": "b", "log": "defered"})",
     "1:44: /log: expected \"text\" or \"deferred\", found \"defered\"\n"
     "  hint: did you mean \"deferred\"?"},
    {"KeyOfALaterIssue", R"({"name": "a", "ide": "vscode"})",
     "1:15: /ide: unknown key \"ide\"\n"
     "  hint: the keys here are \"$schema\", \"type\", \"name\", \"version\", \"compiler\", "
     "\"on_panic\", \"agent\", \"default_board\", \"boards\", \"sources\", \"include\", "
     "\"libraries\", \"defines\", \"cxx_flags\", \"std\", \"optimize\", \"task_memory\", "
     "\"compiler_launcher\", \"devices\", \"monitor\", \"board_overrides\", \"budgets\", "
     "\"micropython\", \"assets\", \"profile\", \"log\" and \"trace\""},
    {"TraceOfAnOddSize", R"({"name": "a", "default_board": "host", "trace": 1000})",
     "1:49: /trace: 1000 is not a power of two\n  hint: 4096 bytes are 511 events"},
    {"TraceTooSmall", R"({"name": "a", "default_board": "host", "trace": 128})",
     "1:49: /trace: expected an integer from 256 to 65536, found 128"},
    {"AssetsThatLeadUp",
     R"({"name": "a", "default_board": "b", "assets": [{"from": "d", "to": "../x"}]})",
     "1:68: /assets/0/to: has a part . or .."},
    {"AgentWithoutAKeyFile", R"({"name": "a", "default_board": "b", "agent": {"key_file": ""}})",
     "1:59: /agent/key_file: is no file's name"},
    {"BoardWithAPath", R"({"name": "a", "default_board": "../host"})",
     "1:32: /default_board: \"../host\" is not a board's name\n  hint: perth boards lists them"},
    {"NoBoards", R"({"name": "a", "default_board": "host", "boards": []})",
     "1:50: /boards: is empty"},
    {"BoardTwice", R"({"name": "a", "default_board": "host", "boards": ["b", "b"]})",
     "1:56: /boards/1: b is there twice"},
    {"Compiler", R"({"name": "a", "default_board": "host", "compiler": "clnag"})",
     "1:52: /compiler: expected \"clang\" or \"gcc\", found \"clnag\"\n"
     "  hint: did you mean \"clang\"?"},
    {"OnPanic", R"({"name": "a", "default_board": "host", "on_panic": true})",
     "1:52: /on_panic: expected a string, found true"},
    {"Profile", R"({"name": "a", "default_board": "host", "profile": 16})",
     "1:51: /profile: expected true or false, found 16"},
    {"Agent", R"({"name": "a", "default_board": "host", "agent": "no"})",
     "1:49: /agent: expected true or false, found \"no\""},
    {"DevicesName", R"({"name": "a", "default_board": "host", "devices": {"1": "usb:1-4"}})",
     "1:57: /devices/1: \"1\" is not a device's name\n"
     "  hint: a letter, then letters, digits, '_' or '-', at most 64"},
    {"EmptyDevice", R"({"name": "a", "default_board": "host", "devices": {"left": ""}})",
     "1:60: /devices/left: is empty"},
    {"DeviceWithALineFeed",
     R"({"name": "a", "default_board": "host", "devices": {"left": "usb:\n"}})",
     "1:60: /devices/left: has a control character"},
    {"NoSources", R"({"name": "a", "default_board": "host", "sources": []})",
     "1:51: /sources: is empty"},
    {"SourcesOfAnotherType", R"({"name": "a", "default_board": "host", "sources": "src"})",
     "1:51: /sources: expected a list, found \"src\""},
    {"EmptySource", R"({"name": "a", "default_board": "host", "sources": ["src", ""]})",
     "1:59: /sources/1: is empty"},
    {"NoSuchInclude", R"({"name": "a", "default_board": "host", "include": ["inc"]})",
     "1:52: /include/0: there is no folder \"inc\""},
    {"Define", R"({"name": "a", "default_board": "host", "defines": {"A B": 1}})",
     "1:59: /defines/A B: \"A B\" is not a macro's name"},
    {"DefineWithALineFeed", R"({"name": "a", "default_board": "host", "defines": {"A": "1\n2"}})",
     "1:57: /defines/A: has a control character"},
    {"FlagWithALineFeed", R"({"name": "a", "default_board": "host", "cxx_flags": ["-a\n-b"]})",
     "1:54: /cxx_flags/0: has a control character"},
    {"Standard", R"({"name": "a", "default_board": "host", "std": "c++17"})",
     "1:47: /std: expected \"c++20\", \"c++23\", \"gnu++20\" or \"gnu++23\", found \"c++17\"\n"
     "  hint: did you mean \"c++20\"?"},
    {"Optimize", R"({"name": "a", "default_board": "host", "optimize": "-O2"})",
     "1:52: /optimize: expected \"size\", \"speed\" or \"debug\", found \"-O2\""},
    {"AbsurdTaskMemory", R"({"name": "a", "default_board": "host", "task_memory": 1e12})",
     "1:55: /task_memory: expected an integer, found 1e+12"},
    {"TaskMemoryBeyond32Bits",
     R"({"name": "a", "default_board": "host", "task_memory": 4294967296})",
     "1:55: /task_memory: expected an integer from 64 to 4294967295, found 4294967296"},
    {"Launcher", R"({"name": "a", "default_board": "host", "compiler_launcher": "cache"})",
     "1:61: /compiler_launcher: expected \"ccache\", \"sccache\", \"distcc\", \"icecc\" or "
     "\"none\", found \"cache\"\n  hint: did you mean \"ccache\"?"},
    {"MonitorsKey", R"({"name": "a", "default_board": "host", "monitor": {"bauds": 9600}})",
     "1:52: /monitor/bauds: unknown key \"bauds\"\n"
     "  hint: did you mean \"baud\"?"},
    {"BudgetsKey", R"({"name": "a", "default_board": "host", "budgets": {"rom": 1}})",
     "1:52: /budgets/rom: unknown key \"rom\"\n  hint: did you mean \"ram\"?"},
    {"BudgetsShare", R"({"name": "a", "default_board": "host", "budgets": {"ram": "101 %"}})",
     "1:59: /budgets/ram: \"101 %\" is neither a number of bytes nor a share such as \"80 %\""},
    {"MonitorsBaud", R"({"name": "a", "default_board": "host", "monitor": {"baud": 0}})",
     "1:60: /monitor/baud: expected an integer from 1 to 100000000, found 0"},
    {"MonitorsTimestamps",
     R"({"name": "a", "default_board": "host", "monitor": {"timestamps": "unix"}})",
     "1:66: /monitor/timestamps: expected \"iso\", \"delta\" or \"uptime\", found \"unix\""},
    {"MonitorsEol", R"({"name": "a", "default_board": "host", "monitor": {"eol": "nl"}})",
     "1:59: /monitor/eol: expected \"cr\", \"lf\" or \"crlf\", found \"nl\""},
    {"MonitorsFilter", R"({"name": "a", "default_board": "host", "monitor": {"filters": [""]}})",
     "1:64: /monitor/filters/0: is empty"},
    {"MicroPythonsKey", R"({"name": "a", "default_board": "host", "micropython": {"source": []}})",
     "1:56: /micropython/source: unknown key \"source\"\n  hint: did you mean \"sources\"?"},
    {"MicroPythonsSources",
     R"({"name": "a", "default_board": "host", "micropython": {"sources": []}})",
     "1:67: /micropython/sources: is empty"},
    {"MicroPythonsSource",
     R"({"name": "a", "default_board": "host", "micropython": {"sources": [""]}})",
     "1:68: /micropython/sources/0: is empty"},
    {"MicroPythonsPlace",
     R"({"name": "a", "default_board": "host", "micropython": {"sources": ["a"], "to": "lib"}})",
     "1:80: /micropython/to: \"lib\" is no folder on a board\n"
     "  hint: name it from the root: /, /lib, /sd/app"},
    {"OverrideOfTheName",
     R"({"name": "a", "default_board": "b", "board_overrides": {"b": {"name": "c"}}})",
     "1:63: /board_overrides/b/name: unknown key \"name\"\n"
     "  hint: the keys here are \"compiler\", \"on_panic\", \"log\", \"agent\", \"sources\", "
     "\"include\", \"defines\", \"cxx_flags\", \"std\", \"optimize\", \"task_memory\", "
     "\"compiler_launcher\", \"monitor\", \"budgets\", \"assets\", \"profile\" and \"trace\""},
    {"OverrideOfAnotherType",
     R"({"name": "a", "default_board": "b", "board_overrides": {"b": {"std": 20}}})",
     "1:70: /board_overrides/b/std: expected a string, found 20"},
    {"OverrideForNoBoard", R"({"name": "a", "default_board": "b", "board_overrides": {"B!": {}}})",
     "1:63: /board_overrides/B!: \"B!\" is not a board's name\n  hint: perth boards lists them"},
    {"ALibrary", R"({"type": "library", "name": "a"})",
     "1:10: /type: a library is not built by itself\n  hint: build a project that lists it"},
};

INSTANTIATE_TEST_SUITE_P(Manifest, BadManifest, testing::ValuesIn(cases),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace perth::cli
