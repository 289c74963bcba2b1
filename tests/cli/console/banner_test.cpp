#include "cli/console/banner.hpp"

#include <gtest/gtest.h>

#include <string>

namespace perth::cli {
namespace {

TEST(Banner, IsTheLineThatAFirmwareBeginsWith) {
    EXPECT_EQ(parse_banner("-- hello 0.1.0, build 1a2b3c4d"),
              (Banner{"hello", "0.1.0", "1a2b3c4d"}));
    EXPECT_EQ(parse_banner("-- hello 1.0.0-rc.1+x, build "), (Banner{"hello", "1.0.0-rc.1+x", ""}));
}

TEST(Banner, IsNoOtherLine) {
    for (const char* line :
         {"", "--", "-- ", "-- hello", "-- hello 0.1.0", "-- hello 0.1.0, build 1A2B",
          "-- hello 0.1.0, build 1a2b3c4d ", "-- hello, build 1a2b", "--  0.1.0, build 1a2b",
          "-- a b c, build 1a2b", " -- hello 0.1.0, build 1a2b", "-- h\x1b[2J 0.1.0, build 1a2b"}) {
        EXPECT_EQ(parse_banner(line), std::nullopt) << line;
    }
    EXPECT_EQ(parse_banner("-- " + std::string(65, 'x') + " 0.1.0, build 1a2b"), std::nullopt);
    EXPECT_EQ(parse_banner("-- x 0.1.0, build " + std::string(41, 'a')), std::nullopt);
}

}  // namespace
}  // namespace perth::cli
