#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/flash/stm32_uart.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using Act = LineStep::Act;
using serial::Level;

std::vector<LineStep> steps(std::initializer_list<Act> acts) {
    std::vector<LineStep> all;
    for (const Act act : acts) all.push_back({act});
    return all;
}

TEST(LineSequence, IsEntryAndExit) {
    const LineSequence sequence = parse_line_sequence("rts,-dtr&dtr:-rts,brk");
    EXPECT_EQ(sequence.entry, steps({Act::rts_on, Act::pause, Act::dtr_off, Act::dtr_on}));
    EXPECT_EQ(sequence.exit, steps({Act::rts_off, Act::pause, Act::send_break}));
}

TEST(LineSequence, MayHaveNoExit) { EXPECT_EQ(parse_line_sequence("dtr:").exit, steps({})); }

TEST(LineSequence, HasAPreset) {
    EXPECT_EQ(parse_line_sequence("boot0=rts,nrst=dtr"),
              parse_line_sequence("rts,-dtr,dtr:-rts,-dtr,dtr"));
    EXPECT_EQ(parse_line_sequence("boot0=-dtr,nrst=-rts"),
              parse_line_sequence("-dtr,rts,-rts:dtr,rts,-rts"));
}

TEST(LineSequence, SetsTheIdleLevels) {
    const auto settings =
        stm32_uart_settings({.baud = 9600, .lines = parse_line_sequence("boot0=rts,nrst=dtr")});
    EXPECT_EQ(settings.baud, 9600U);
    EXPECT_EQ(settings.parity, serial::Parity::even);
    EXPECT_EQ(settings.dtr, Level::on);
    EXPECT_EQ(settings.rts, Level::off);
    EXPECT_EQ(stm32_uart_settings({}).dtr, Level::keep);
    EXPECT_EQ(stm32_uart_settings({}).rts, Level::keep);
}

std::string complaint(const std::string& text) {
    return error_text([&] { (void)parse_line_sequence(text); });
}

std::string no_sequence(const std::string& text, const std::string& why) {
    return "error: \"" + text + "\" is no sequence of modem lines\n  " + why +
           "\n  hint: ENTRY:EXIT such as rts,-dtr,dtr:-rts,-dtr,dtr, or boot0=rts,nrst=dtr";
}

TEST(LineSequence, RefusesAnythingElse) {
    for (const char* const text : {"", "dtr", ":dtr"}) {
        EXPECT_EQ(complaint(text), no_sequence(text, "it needs an entry, ':' and an exit"));
    }
    EXPECT_EQ(complaint("dtr,:dtr"), no_sequence("dtr,:dtr", "a word is missing at its end"));
    for (const std::string word : {"DTR", "cts", "", " dtr", "--dtr"}) {
        EXPECT_EQ(complaint("rts," + word + ",rts:"),
                  no_sequence("rts," + word + ",rts:",
                              "\"" + word + "\" is none of dtr, -dtr, rts, -rts and brk"));
    }
    EXPECT_EQ(complaint("boot0=rts,nrst=x"),
              no_sequence("boot0=rts,nrst=x", "\"x\" is none of dtr, -dtr, rts, -rts and brk"));
    for (const char* const text : {"boot0=rts,nrst=-rts", "boot0=dtr,nrst=dtr",
                                   "boot0=brk,nrst=dtr", "boot0=rts,nrst=brk"}) {
        EXPECT_EQ(complaint(text), no_sequence(text, "BOOT0 and NRST are on different lines"));
    }
    EXPECT_EQ(error_exit([] { (void)parse_line_sequence("x:y"); }), Exit::wrong_use);
}

}  // namespace
}  // namespace perth::cli
