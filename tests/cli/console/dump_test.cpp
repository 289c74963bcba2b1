#include "cli/console/dump.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace perth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(DumpWatch, KeepsWhatADumpSays) {
    DumpWatch watch;
    for (const char* line :
         {"working", "@perth panic frame pool full: 128 64", "@perth build 1a2b3c4d",
          "@perth task 3 08000abc", "@perth pc 08000123", "@perth lr 08000456",
          "@perth stack 20001f80 00000001 00000002 00000003 00000004",
          "@perth stack 20001f90 08000777"}) {
        watch.line(line);
    }
    EXPECT_TRUE(watch.begun());
    EXPECT_FALSE(watch.ended());
    watch.line("@perth end");
    EXPECT_TRUE(watch.ended());
    const Dump& dump = watch.dump();
    EXPECT_EQ(dump.headline, "panic frame pool full: 128 64");
    EXPECT_EQ(dump.build, "1a2b3c4d");
    EXPECT_EQ(dump.task, "3");
    EXPECT_EQ(dump.task_code, 0x08000abcU);
    EXPECT_THAT(dump.registers, ElementsAre(Pair("pc", 0x08000123U), Pair("lr", 0x08000456U)));
    EXPECT_THAT(dump.stack, ElementsAre(1, 2, 3, 4, 0x08000777));
    EXPECT_EQ(dump.find("lr"), 0x08000456U);
    EXPECT_EQ(dump.find("sp"), std::nullopt);
}

TEST(DumpWatch, KnowsFaults) {
    DumpWatch watch;
    watch.line("@perth fault BusFault");
    EXPECT_EQ(watch.dump().headline, "fault BusFault");
}

TEST(DumpWatch, IgnoresEverythingElse) {
    DumpWatch watch;
    for (const char* line : {"@perth end", "@perth pc 08000123", " @perth panic x: 0 0", "@perth",
                             "@perth panics", "panic", ""}) {
        watch.line(line);
    }
    EXPECT_FALSE(watch.begun());
    EXPECT_FALSE(watch.ended());
    EXPECT_THAT(watch.dump().registers, IsEmpty());
}

TEST(DumpWatch, PassesOverLinesThatAreBroken) {
    DumpWatch watch;
    watch.line("@perth panic x: 0 0");
    for (const char* line :
         {"@perth build 1A2B", "@perth build", "@perth task x 08000000", "@perth task",
          "@perth pc 0800012g", "@perth pc", "@perth pc 12345678123456781", "@perth PC 08000123",
          "@perth a_very_long_name 1", "@perth stack", "@perth stack 20000000 x y"}) {
        watch.line(line);
    }
    EXPECT_EQ(watch.dump().build, "");
    EXPECT_EQ(watch.dump().task, "");
    EXPECT_THAT(watch.dump().registers, IsEmpty());
    EXPECT_THAT(watch.dump().stack, IsEmpty());
}

TEST(DumpWatch, KeepsLittleOfAHostileDump) {
    DumpWatch watch;
    watch.line("@perth panic " + std::string(4000, 'x') + "\x1b[2J");
    for (int i = 0; i < 1000; ++i) watch.line("@perth pc 1");
    for (int i = 0; i < 1000; ++i) watch.line("@perth stack 1 2 3 4 5 6 7 8 9");
    EXPECT_EQ(watch.dump().headline.size(), 256U);
    EXPECT_EQ(watch.dump().registers.size(), 32U);
    EXPECT_EQ(watch.dump().stack.size(), 64U);
}

TEST(DumpWatch, SeesTheNextDumpWhenTheFirstIsForgotten) {
    DumpWatch watch;
    for (const char* line : {"@perth panic x: 0 0", "@perth end"}) watch.line(line);
    watch.line("@perth panic y: 0 0");
    EXPECT_EQ(watch.dump().headline, "panic x: 0 0");
    watch.clear();
    watch.line("@perth panic y: 0 0");
    EXPECT_EQ(watch.dump().headline, "panic y: 0 0");
}

}  // namespace
}  // namespace perth::cli
