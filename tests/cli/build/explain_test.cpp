#include "cli/build/explain.hpp"

#include <gtest/gtest.h>

#include "tests/cli/build/sample_plan.hpp"

namespace perth::cli {
namespace {

TEST(ExplainSize, SaysByHowMuchAndNamesTheLargestTen) {
    std::vector<ElfSymbol> symbols;
    for (std::uint64_t i = 0; i < 12; ++i) {
        symbols.push_back({.name = "table_" + std::to_string(i), .address = 0, .size = 900 - i});
    }
    EXPECT_EQ(explain_size({{.name = "flash", .used = 70000, .size = 65536},
                            {.name = "ram", .used = 1, .size = 2}},
                           symbols),
              "flash: 70000 B of 65536 B, 4464 B too many\n"
              "largest symbols:\n"
              "      900 B  table_0\n"
              "      899 B  table_1\n"
              "      898 B  table_2\n"
              "      897 B  table_3\n"
              "      896 B  table_4\n"
              "      895 B  table_5\n"
              "      894 B  table_6\n"
              "      893 B  table_7\n"
              "      892 B  table_8\n"
              "      891 B  table_9");
}

TEST(MissesGoogleTest, KnowsWhatCompilersAndLinkersSay) {
    EXPECT_TRUE(
        misses_googletest("a.cpp:1:10: \x1b[0;1;31mfatal error: \x1b[0m\x1b[1m'gtest/gtest.h' "
                          "file not found\x1b[0m\n"));
    EXPECT_TRUE(
        misses_googletest("a.cpp:1:10: fatal error: gtest/gtest.h: No such file or directory\n"));
    EXPECT_TRUE(misses_googletest("/usr/bin/ld: cannot find -lgtest: No such file or directory\n"));
    EXPECT_TRUE(misses_googletest("ld.lld: error: unable to find library -lgtest\n"));
    EXPECT_FALSE(misses_googletest("a.cpp:1:10: fatal error: 'gtest.h' file not found\n"));
    EXPECT_FALSE(misses_googletest("In file included from /usr/include/gtest/gtest.h:5:\n"));
}

TEST(ExplainPins, ListsWhatTheBoardHas) {
    constexpr const char* sentence =
        "board sample has no Lamp; it has LedRed (PA13), Led (PB4), Button (P0.17)";
    for (const char* const message :
         {"main.cpp:3:8: error: no type named 'Lamp' in namespace 'board'\n",
          "main.cpp:3:8: error: no member named 'Lamp' in namespace 'board'\n",
          "\x1b[1mmain.cpp:3: \x1b[31merror: \x1b[0mno type named 'Lamp' in namespace 'board'\n",
          "main.cpp:3:8: error: 'Lamp' is not a member of 'board'\n",
          "main.cpp:3:8: error: ‘Lamp’ in namespace ‘board’ does not name a type\n"}) {
        EXPECT_EQ(explain_pins(sample_board(), message), sentence) << message;
    }
}

TEST(ExplainPins, SaysEachMissingOneOnce) {
    EXPECT_EQ(explain_pins(Board{},
                           "error: no type named 'B' in namespace 'board'\n"
                           "error: no type named 'A' in namespace 'board'\n"
                           "error: no type named 'B' in namespace 'board'\n"),
              "board  has no A; it has no pins\n"
              "board  has no B; it has no pins");
}

TEST(ExplainPins, IsSilentAboutOtherErrors) {
    EXPECT_EQ(explain_pins(sample_board(), "error: no type named 'A' in namespace 'perth'\n"), "");
}

}  // namespace
}  // namespace perth::cli
