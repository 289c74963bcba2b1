#include "cli/emulator/stimulus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <utility>

#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Ne;

/// A button to ground with a pull-up, a switch to 3.3 V without a pull, an encoder, a lamp.
PadNames pads() {
    return std::vector<NamedPad>{
        {.pad = 8, .name = "BUTTON", .active_low = true, .is_input = true},
        {.pad = 9, .name = "SWITCH", .is_input = true, .released = Level::low},
        {.pad = 2, .name = "ENC_A", .active_low = true, .is_input = true},
        {.pad = 3, .name = "ENC_B", .active_low = true, .is_input = true},
        {.pad = 0, .name = "LED"}};
}

std::string expand(std::string_view text) { return expand_stimulus(text, "x.txt", pads()); }

std::string complaint(std::string_view text) {
    return error_text([&] { (void)expand(text); });
}

TEST(Stimulus, DrivesPins) {
    EXPECT_EQ(expand("1s P12 high\n2s P12 low\n3s P12 open\n"),
              "1000000 P12 1\n2000000 P12 0\n3000000 P12 z\n");
}

TEST(Stimulus, PressesWhatTheBoardSaysAsItIsWired) {
    EXPECT_EQ(expand("1ms BUTTON press\n2ms BUTTON release\n3ms SWITCH press\n4ms SWITCH release"),
              "1000 P8 0\n2000 P8 z\n3000 P9 1\n4000 P9 0\n");
}

TEST(Stimulus, PassesOverCommentsAndEmptyLines) {
    EXPECT_EQ(expand("# nothing\n\n   \t\r\n0s P1 high # now\r\n"), "0 P1 1\n");
    EXPECT_EQ(expand(""), "");
}

TEST(Stimulus, CountsARelativeTimeFromTheEndOfTheLineBefore) {
    EXPECT_EQ(expand("+5us P1 high for 10us\n+20us P1 high\n10us P2 low\n+1us P2 high\n"),
              "5 P1 1\n10 P2 0\n11 P2 1\n15 P1 0\n35 P1 1\n");
}

TEST(Stimulus, PutsLinesInOrderOfTimeAndLeavesEqualOnesAsTheyStand) {
    EXPECT_EQ(expand("2us P1 high\n1us P2 high\n2us P3 high\n2us P0 high\n"),
              "1 P2 1\n2 P1 1\n2 P3 1\n2 P0 1\n");
}

TEST(Stimulus, GoesBackAfterAWhile) {
    EXPECT_EQ(expand("0s BUTTON press for 20ms\n1s P1 low for 5us\n"),
              "0 P8 0\n20000 P8 z\n1000000 P1 0\n1000005 P1 1\n");
}

TEST(Stimulus, Repeats) {
    EXPECT_EQ(expand("1us P1 high for 2us repeat 3 every 10us\n"),
              "1 P1 1\n3 P1 0\n11 P1 1\n13 P1 0\n21 P1 1\n23 P1 0\n");
}

TEST(Stimulus, BouncesAsOftenAsAskedAndThenStays) {
    const std::string once = expand("0s BUTTON press bounce 3 1ms\n");
    std::istringstream lines(once);
    std::int64_t before = -1;
    std::string levels;
    std::int64_t time = 0;
    std::string pad;
    char level = ' ';
    while (lines >> time >> pad >> level) {
        EXPECT_GT(time, before);
        EXPECT_LT(time, 1000);
        before = time;
        levels += level;
    }
    EXPECT_EQ(levels, "0z0z0z0");
}

TEST(Stimulus, BouncesTheSameWayUnlessTheSeedIsAnother) {
    const std::string line = "0s BUTTON press for 1s bounce 5 3ms\n";
    EXPECT_EQ(expand(line), expand(line));
    EXPECT_THAT(expand("seed 2\n" + line), Ne(expand("seed 3\n" + line)));
}

TEST(Stimulus, TurnsAnEncoderByDetents) {
    EXPECT_EQ(expand("0s ENC_A ENC_B turn 1 every 8us"), "0 P2 0\n2 P3 0\n4 P2 z\n6 P3 z\n");
    EXPECT_EQ(expand("0s ENC_A ENC_B turn -2 every 4us"),
              "0 P3 0\n1 P2 0\n2 P3 z\n3 P2 z\n4 P3 0\n5 P2 0\n6 P3 z\n7 P2 z\n");
}

TEST(Stimulus, SendsBytes) {
    EXPECT_EQ(expand("0s uart 1 \"a#\\n\\\"\\x00\\\\\"\n1us console \"é\\t\"\n"),
              "0 U1 61230a22005c\n1 C c3a909\n");
}

TEST(Stimulus, SetsAndRampsVoltages) {
    EXPECT_EQ(expand("0s adc 2 65535\n1us adc 0 10 to 0 for 5us every 2us\n"),
              "0 A2 65535\n1 A0 10\n3 A0 6\n5 A0 2\n6 A0 0\n");
}

TEST(Stimulus, FillsRegistersOfADevice) {
    EXPECT_EQ(expand("0s i2c 0 0x48 0x00: 12 aB repeat 2 every 1s\n"),
              "0 I0.48 00 12aB\n1000000 I0.48 00 12aB\n");
}

TEST(Stimulus, PointsAtWhatIsNotInOrder) {
    const std::string inputs = "BUTTON, SWITCH, ENC_A, ENC_B";
    const std::string all = "there are " + inputs + ", uart, console, adc, i2c, P0 to P31";
    const std::pair<std::string, std::string> broken[] = {
        {"5", "1:1: a line begins with its time\n  hint: for example 500ms, 1.5s or +20ms"},
        {"BUTTON press",
         "1:1: a line begins with its time\n  hint: for example 500ms, 1.5s or +20ms"},
        {"1s", "1:3: expected a pin, found the line's end"},
        {"\n\n1s BUTON press",
         "3:4: 'BUTON' is neither a pin nor anything else that can happen\n"
         "  hint: did you mean BUTTON?"},
        {"1s P32 high",
         "1:4: 'P32' is neither a pin nor anything else that can happen\n  hint: " + all},
        {"1s LED high", "1:4: LED is an output of the board\n  hint: inputs: " + inputs},
        {"1s BUTTON", "1:10: expected press, release, high, low or open, found the line's end"},
        {"1s BUTTON pres",
         "1:11: 'pres' is nothing that a pin can do\n  hint: did you mean press?"},
        {"1s BUTTON kick",
         "1:11: 'kick' is nothing that a pin can do\n"
         "  hint: there are press, release, high, low, open"},
        {"1s BUTTON \"press\"",
         "1:11: expected press, release, high, low or open, found text in quotes"},
        {"1s P1 press",
         "1:7: the board does not say what pressing means for this pad\n"
         "  hint: say high, low or open"},
        {"1s BUTTON press fro 1s", "1:17: 'fro' does not belong here\n  hint: did you mean for?"},
        {"1s BUTTON press for 1s for 2s",
         "1:24: 'for' does not belong here\n  hint: what may follow: bounce, repeat"},
        {"1s BUTTON press for 5",
         "1:21: expected how long, found '5'\n  hint: for example 500us, 20ms, 1.5s, 2m or 1h"},
        {"1s BUTTON press for 0s",
         "1:21: expected how long, found '0s'\n  hint: for example 500us, 20ms, 1.5s, 2m or 1h"},
        {"1s P1 open for 1s",
         "1:12: an open pin has no other level to go back to\n  hint: say for what it opens"},
        {"1s P1 open bounce 3 1ms", "1:12: what opens does not bounce"},
        {"1s P1 high bounce 0 1ms", "1:19: expected a number of bounces from 1 to 1000, found '0'"},
        {"1s P1 high bounce 9 20us", "1:21: 9 bounces take more than 36 us"},
        {"1s P1 high for 1ms bounce 9 2ms", "1:29: it bounces longer than it lasts"},
        {"1s P1 high repeat 2", "1:20: expected every, found the line's end"},
        {"1s P1 high repeat 2 evry 1s", "1:21: expected every, found 'evry'"},
        {"1s P1 high repeat 2 every 1s x", "1:30: 'x' does not belong here"},
        {"1s ENC_A LED turn 1 every 1s",
         "1:10: LED is an output of the board\n  hint: inputs: " + inputs},
        {"1s ENC_A ENC_B turn 0 every 1s", "1:21: to turn by 0 is to do nothing"},
        {"1s ENC_A P4 turn 1 every 1s", "1:10: what turns has contacts that the board names"},
        {"1s uart 16 \"x\"", "1:9: expected a UART from 0 to 1, found '16'"},
        {"1s uart 0 x", "1:11: expected text in quotes, found 'x'"},
        {"1s uart 0", "1:10: expected text in quotes, found the line's end"},
        {"1s uart 0 \"\"", "1:11: there is nothing between the quotes"},
        {"1s console \"x", "1:12: the quotes are not closed"},
        {"1s console \"é\\q\"",
         "1:14: there is no such escape\n"
         "  hint: there are \\n \\r \\t \\0 \\\\ \\\" and \\x41"},
        {"1s console \"\\xg0\"",
         "1:13: there is no such escape\n"
         "  hint: there are \\n \\r \\t \\0 \\\\ \\\" and \\x41"},
        {"1s adc 0 65536", "1:10: expected a value from 0 to 65535, found '65536'"},
        {"1s adc 0 1 to 2", "1:16: expected for, found the line's end"},
        {"1s i2c 0 0x80 0x00: 12", "1:10: expected an address from 0 to 127, found '0x80'"},
        {"1s i2c 0 0x48 0x00 12", "1:15: expected a register from 0 to 255 and ':', found '0x00'"},
        {"1s i2c 0 0x48 0x00:",
         "1:20: expected a byte of two hexadecimal digits, found the line's end"},
        {"1s i2c 0 0x48 0x00: 1", "1:21: expected a byte of two hexadecimal digits"},
        {"seed -1", "1:6: expected a number from 0 to 4294967295, found '-1'"},
        {"seed 1 2", "1:8: '2' does not belong here"},
        {"1s P1 high repeat 1000001 every 1s",
         "1:19: expected how often from 1 to 1000000, found '1000001'"},
        {"1s P1 high for 1us repeat 1000000 every 1s",
         "1:41: this makes more than a million events"},
        {"1s adc 0 0 to 9 for 1h every 1us", "1:30: this makes more than a million events"},
        {"1s P1 high repeat 3 every 1000h", "1:27: this goes on for more than 1000 h"},
        {"1001h P1 high",
         "1:1: a line begins with its time\n  hint: for example 500ms, 1.5s or +20ms"}};
    for (const auto& [text, expected] : broken) {
        EXPECT_EQ(complaint(text), "error: x.txt:" + expected) << text;
    }
}

TEST(Stimulus, TakesManyLinesButNotMoreThanAMillionEvents) {
    const std::string line = "0s P1 high repeat 500000 every 1us\n";
    EXPECT_THAT(expand(line + line), HasSubstr("\n499999 P1 1\n"));
    EXPECT_EQ(complaint(line + line + "1s P1 high"),
              "error: x.txt:3:7: this makes more than a million events");
}

}  // namespace
}  // namespace perth::cli
