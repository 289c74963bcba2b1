#include "cli/emulator/pads.hpp"

#include <gtest/gtest.h>

namespace perth::cli {
namespace {

Board installed(const std::string& name) {
    return load_board(name, board_path({}, PERTH_SOURCE_DIR));
}

const PadNames three_ports({{.pad = 9, .name = "LED"}},
                           {{.prefix = "PA", .count = 8}, {.prefix = "PB", .count = 8}});

TEST(PadNames, NumberThePadsOfTheirGroupsOneBehindTheOther) {
    EXPECT_EQ(three_ports.number_of("PA0"), 0U);
    EXPECT_EQ(three_ports.number_of("PA7"), 7U);
    EXPECT_EQ(three_ports.number_of("PB0"), 8U);
    EXPECT_EQ(three_ports.pad_of(15), "PB7");
    EXPECT_EQ(three_ports.range(), "PA0 to PB7");
    for (unsigned number = 0; number < 16; ++number) {
        EXPECT_EQ(three_ports.number_of(three_ports.pad_of(number)), number);
    }
}

TEST(PadNames, KnowNoOtherPads) {
    for (const char* const pad : {"PA8", "PB", "PC0", "P0", "PA-1", "PA1 ", ""}) {
        EXPECT_EQ(three_ports.number_of(pad), std::nullopt) << pad;
    }
}

TEST(PadNames, PreferTheBoardsNames) {
    EXPECT_EQ(signal_name(three_ports, Signal::pin, 9), "LED");
    EXPECT_EQ(signal_name(three_ports, Signal::pin, 10), "PB2");
    EXPECT_EQ(three_ports.find("LED"), three_ports.find(9));
    EXPECT_EQ(three_ports.find("PB1"), nullptr);
}

TEST(PadNames, AreThoseOfTheChip) {
    EXPECT_EQ(pad_names(installed("host")).range(), "P0 to P31");
    EXPECT_EQ(pad_names(installed("microbit")).range(), "P0.00 to P0.31");
    EXPECT_EQ(pad_names(installed("microbit")).find("LED")->pad, 5U);
    EXPECT_EQ(pad_names(installed("lm3s6965evb")).number_of("PF0"), 40U);
    const PadNames pyboard = pad_names(installed("pyboard-v11"));
    ASSERT_NE(pyboard.find("LED"), nullptr);
    EXPECT_EQ(pyboard.find("LED")->pad, pyboard.number_of("PB4"));
}

}  // namespace
}  // namespace perth::cli
