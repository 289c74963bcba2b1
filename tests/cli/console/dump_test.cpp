#include "cli/console/dump.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace perth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DumpWatch, KeepsTheHeadlineAndThePlaces) {
    DumpWatch watch;
    for (const char* line :
         {"working", "@perth panic frame pool full: 128 64", "@perth build 1a2b3c4d",
          "@perth task 3 08000abc", "@perth pc 08000123", "@perth lr 08000456"}) {
        watch.line(line);
    }
    EXPECT_TRUE(watch.begun());
    EXPECT_FALSE(watch.ended());
    watch.line("@perth end");
    EXPECT_TRUE(watch.ended());
    EXPECT_EQ(watch.headline(), "panic frame pool full: 128 64");
    EXPECT_THAT(watch.places(), ElementsAre("build 1a2b3c4d", "task 3 08000abc", "pc 08000123"));
}

TEST(DumpWatch, KnowsFaults) {
    DumpWatch watch;
    watch.line("@perth fault BusFault");
    EXPECT_EQ(watch.headline(), "fault BusFault");
}

TEST(DumpWatch, IgnoresEverythingElse) {
    DumpWatch watch;
    for (const char* line : {"@perth end", "@perth pc 08000123", " @perth panic x: 0 0", "@perth",
                             "@perth panics", "panic", ""}) {
        watch.line(line);
    }
    EXPECT_FALSE(watch.begun());
    EXPECT_FALSE(watch.ended());
    EXPECT_THAT(watch.places(), IsEmpty());
}

TEST(DumpWatch, KeepsLittleOfAHostileDump) {
    DumpWatch watch;
    watch.line("@perth panic " + std::string(4000, 'x') + "\x1b[2J");
    for (int i = 0; i < 100; ++i) watch.line("@perth pc " + std::string(4000, 'y'));
    EXPECT_EQ(watch.headline().size(), 256U);
    EXPECT_EQ(watch.places().size(), 8U);
}

}  // namespace
}  // namespace perth::cli
