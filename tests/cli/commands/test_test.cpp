// perth test where there is nothing to run; what it runs is in tests/emulator/perth_test.
#include <gtest/gtest.h>

#include "tests/cli/commands/build_project.hpp"

namespace perth::cli {
namespace {

class TestCommand : public BuildProject {
protected:
    void expect_error(std::vector<std::string> args, int code, const std::string& error) const {
        args.insert(args.begin(), "test");
        const Finished done = perth(std::move(args));
        EXPECT_EQ(done.err, error);
        EXPECT_EQ(done.out, "");
        EXPECT_EQ(done.exit_code, code);
    }
    void test(const std::string& text) const {
        std::filesystem::create_directories(project_ / "test");
        write_file(project_ / "test/a_test.cpp", text);
    }
};

TEST_F(TestCommand, WantsAProject) {
    const auto folder = temporary_.path().string();
    expect_error({"-C", folder}, 2,
                 "error: this is no perth project\n"
                 "  no perth.json in " +
                     folder +
                     " or a folder above it\n"
                     "  hint: make one with perth new NAME, or name one with -C DIR\n");
}

TEST_F(TestCommand, WantsTests) {
    expect_error({}, 2,
                 "error: hello has no tests\n"
                 "  there is no source file in " +
                     (project_ / "test").string() +
                     "\n"
                     "  hint: write test/first_test.cpp; those of perth new -t blink show how\n");
}

TEST_F(TestCommand, WantsABoardThatHasAnEmulator) {
    std::filesystem::create_directory(project_ / "boards");
    write_file(project_ / "boards/mine.json",
               R"({"title": "Mine", "inherits": "stm32f405rg", "crystal_hz": 8000000})");
    test("");
    expect_error({"-b", "host", "-b", "mine"}, 4,
                 "error: board mine has no emulator\n"
                 "  the nearest board that has one is netduino-plus-2\n"
                 "  hint: perth test -b netduino-plus-2\n");
}

TEST_F(TestCommand, WantsTestsInABuildOfTheProjectsOwn) {
    write_file(project_ / "CMakeLists.txt",
               "cmake_minimum_required(VERSION 3.25)\n"
               "project(hello LANGUAGES C CXX ASM)\n"
               "find_package(perth REQUIRED)\n"
               "perth_firmware(hello src/main.cpp)\n");
    test("");
    const Finished done = perth({"test"});
    EXPECT_EQ(done.err.substr(done.err.find("error: the build")),
              "error: the build has no tests of hello\n"
              "  " +
                  (project_ / "CMakeLists.txt").string() +
                  " has no perth_tests(hello)\n"
                  "  hint: write perth_tests(hello) below perth_firmware(hello …)\n");
    EXPECT_EQ(done.exit_code, 1);
}

}  // namespace
}  // namespace perth::cli
