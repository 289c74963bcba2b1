#include "cli/build/ninja_output.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

namespace perth::cli {
namespace {

/// Feeds the text in pieces of that size and returns what was told, a line each.
std::string told(std::string_view text, std::size_t piece) {
    std::string story;
    NinjaOutput output(
        {.progress = [&](std::size_t d, std::size_t t) { story += fmt::format("{}/{}\n", d, t); },
         .step = [&](std::string_view line) { story += fmt::format("step {}\n", line); },
         .message = [&](std::string_view line) { story += fmt::format("says {}\n", line); }});
    for (std::size_t at = 0; at < text.size(); at += piece) output.feed(text.substr(at, piece));
    output.finish();
    return story;
}

constexpr std::string_view failed_build =
    "[1/3] Building CXX object main.cpp.obj\n"
    "FAILED: main.cpp.obj \n"
    "/usr/bin/clang++-19 -c main.cpp\n"
    "main.cpp:1:9: error: expected expression\n"
    "    1 | int x = ;\n"
    "[2/3] Building CXX object other.cpp.obj\n"
    "ninja: build stopped: subcommand failed.\n";

TEST(NinjaOutput, TellsStepsFromMessagesAndDropsTheFailedCommand) {
    EXPECT_EQ(told(failed_build, failed_build.size()),
              "1/3\n"
              "step Building CXX object main.cpp.obj\n"
              "says main.cpp:1:9: error: expected expression\n"
              "says     1 | int x = ;\n"
              "2/3\n"
              "step Building CXX object other.cpp.obj\n");
}

TEST(NinjaOutput, DoesNotCareWhereThePiecesEnd) {
    for (std::size_t piece = 1; piece < failed_build.size(); ++piece) {
        ASSERT_EQ(told(failed_build, piece), told(failed_build, failed_build.size())) << piece;
    }
}

TEST(NinjaOutput, KnowsAFailureInColourToo) {
    EXPECT_EQ(told("\x1b[31mFAILED: \x1b[0mx.o \ncommand\nreason", 100), "says reason\n");
}

TEST(NinjaOutput, PassesNinjasOwnErrorsOn) {
    EXPECT_EQ(told("ninja: error: loading 'build.ninja': No such file\n", 100),
              "says ninja: error: loading 'build.ninja': No such file\n");
}

TEST(NinjaOutput, TakesWhatOnlyLooksLikeAStepForAMessage) {
    EXPECT_EQ(told("[1/x] a\n[1] b\n[12/\n[\n[1/2]\n", 100),
              "says [1/x] a\nsays [1] b\nsays [12/\nsays [\nsays [1/2]\n");
}

TEST(NinjaOutput, IsSilentWhereThereIsNothingToDo) {
    EXPECT_EQ(told("ninja: no work to do.\n", 100), "");
}

}  // namespace
}  // namespace perth::cli
