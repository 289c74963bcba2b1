#include "cli/build/cmake_files.hpp"

#include <gmock/gmock.h>

#include "tests/cli/build/sample_plan.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ToolchainFile, TellsCMakeWhatPerthHasFoundOut) {
    const std::string text = toolchain_file(sample_plan());
    EXPECT_THAT(text, HasSubstr("set(PERTH_GEN [[/home/ü/my project/build/sample/gen]])\n"));
    EXPECT_THAT(text, HasSubstr("set(PERTH_PORT [[stm32f4]])\n"));
    EXPECT_THAT(text, HasSubstr("set(perth_DIR [[/usr/share/perth/runtime/cmake]])\n"));
    EXPECT_THAT(text, HasSubstr("set(CMAKE_SYSTEM_NAME [[Generic]])\n"));
    EXPECT_THAT(text, HasSubstr("set(CMAKE_CXX_COMPILER [[/usr/bin/clang++-19]])\n"));
    EXPECT_THAT(text, HasSubstr("set(CMAKE_CXX_COMPILER_LAUNCHER [[]])\n"));
    EXPECT_THAT(text, HasSubstr("'-ffile-prefix-map=/home/ü/my project=.'"));
}

TEST(ToolchainFile, BuildsForThisComputerAsCMakeDoes) {
    BuildPlan plan = sample_plan();
    plan.board.core.clear();
    EXPECT_THAT(toolchain_file(plan), Not(HasSubstr("CMAKE_SYSTEM_NAME")));
}

TEST(PlanFile, ListsWhatTheManifestSays) {
    BuildPlan plan = sample_plan();
    plan.settings.defines = {{"LIMIT", "3"}, {"FAST", ""}};
    plan.settings.cxx_flags = {"-Wshadow", "-DTEXT=\"]]\""};
    plan.tests = {"/home/ü/my project/test/a_test.cpp"};
    plan.include = {"/home/ü/my project/include"};
    EXPECT_EQ(plan_file(plan),
              R"(# Made by perth build; changes are overwritten.
set(PERTH_STANDARD [[c++20]])
set(PERTH_RUNTIME_SOURCES
    [[/usr/share/perth/runtime/src/core/a.cpp]])
set(PERTH_SOURCES
    [[/home/ü/my project/src/main.cpp]]
    [[/home/ü/shared/x.cpp]])
set(PERTH_TESTS
    [[/home/ü/my project/test/a_test.cpp]])
set(PERTH_AGENT_KEY [[]])
set(PERTH_ASSETS [[]])
set(PERTH_INCLUDE
    [[/home/ü/my project/include]])
set(PERTH_DEFINES
    [[FAST]]
    [[LIMIT=3]])
set(PERTH_CXX_FLAGS
    [[-Wshadow]]
    [=[-DTEXT="]]"]=])
set(PERTH_LIBRARIES
    [[-Wl,--start-group]]
    [[/arm/libc_nano.a]]
    [[/arm/libgcc.a]]
    [[-Wl,--end-group]])
)");
}

TEST(ProjectFile, BuildsTheOneFirmware) {
    EXPECT_EQ(project_file(sample_plan()),
              "# Made by perth build; changes are overwritten.\n"
              "cmake_minimum_required(VERSION 3.25)\n"
              "project([[hello]] LANGUAGES C CXX ASM)\n"
              "find_package(perth REQUIRED)\n"
              "perth_firmware([[hello]])\n"
              "perth_tests([[hello]])\n");
}

}  // namespace
}  // namespace perth::cli
