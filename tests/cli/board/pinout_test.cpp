#include "cli/board/pinout.hpp"

#include <gtest/gtest.h>

#include "tests/cli/board/definitions.hpp"

namespace perth::cli {
namespace {

std::string drawn(const Board& board) {
    std::string text;
    for (const std::string& line : draw_pinout(board)) text += line + "\n";
    return text;
}

TEST(Pinout, DrawsHeadersWithWhatEachPadIsUsedFor) {
    Definitions definitions;
    definitions.write("b", R"({"title": "B", "inherits": "chip",
        "console": {"uart": "USART1", "tx": "PA9", "rx": "PA10"},
        "pins": {"LED": {"pad": "PA0"}},
        "buses": {"I2C": {"i2c": "I2C1", "scl": "PB6", "sda": "PB7"}},
        "pinout": [{"title": "Headers", "left": ["X1=PA0", "GND", "PA9=PA9"],
                    "right": ["X9=PB6", "X10=PB7"]},
                   {"left": ["Y1=PC6"]}]})");
    EXPECT_EQ(drawn(definitions.load("b")),
              "Headers\n"
              "                     ┌──────┐\n"
              "       LED  PA0   X1 ┤      ├ X9   PB6  I2C SCL\n"
              "                 GND ┤      ├ X10  PB7  I2C SDA\n"
              "console TX       PA9 ┤      │\n"
              "                     └──────┘\n"
              "\n"
              "                     ┌──────┐\n"
              "            PC6   Y1 ┤      │\n"
              "                     └──────┘\n");
}

TEST(Pinout, IsNothingWhereTheBoardSaysNothing) {
    Definitions definitions;
    definitions.write("b", R"({"title": "B", "inherits": "chip"})");
    EXPECT_EQ(drawn(definitions.load("b")), "");
}

}  // namespace
}  // namespace perth::cli
