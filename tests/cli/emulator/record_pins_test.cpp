#include "cli/emulator/record_pins.hpp"

#include <gtest/gtest.h>

#include <string>

namespace perth::cli {
namespace {

PadNames pads() {
    return std::vector<NamedPad>{
        {.pad = 0, .name = "LED"},
        {.pad = 8, .name = "BUTTON", .active_low = true, .is_input = true}};
}

void play(PinsView& view, std::string_view record) {
    RecordReader reader;
    reader.feed(record, [&](const RecordEvent& event) { view.take(event); });
}

TEST(PinsView, HasALineForEachChange) {
    PinsView view(PinsView::Form::lines, pads());
    play(view,
         "0 P0 0\n0 P8 1\n12345000 P0 1\n12345678 P8 0\n13000000 P12 1\n13000001 P12 z\n"
         "14000000 A0 1234\n15000000 W2 1000 32768\n15000001 U0t 41\n");
    EXPECT_EQ(view.take_lines(),
              "0.000 LED off\n"
              "0.000 BUTTON off\n"
              "12.345 LED on\n"
              "12.345678 BUTTON on\n"
              "13.000 P12 high\n"
              "13.000001 P12 open\n"
              "14.000 ADC0 1234\n"
              "15.000 PWM2 50.0% at 1000 Hz\n");
    EXPECT_EQ(view.take_lines(), "");
}

TEST(PinsView, TellsHowAllPinsStand) {
    PinsView view(PinsView::Form::status, pads());
    EXPECT_EQ(view.status(), "0.000  LED open  BUTTON open");
    play(view, "0 P0 0\n1500000 P0 1\n1500000 P8 0\n2000000 P3 0\n2000000 A0 7\n2000000 U0t 41\n");
    EXPECT_EQ(view.status(), "2.000  LED on  BUTTON on  P3 low  ADC0 7");
    EXPECT_EQ(view.take_lines(), "");
}

TEST(PinsView, IsFullUntilItsLinesAreTaken) {
    PinsView view(PinsView::Form::lines, pads());
    for (int i = 0; i < 30'000; ++i) play(view, "0 P0 0\n");
    EXPECT_TRUE(view.is_full());
    (void)view.take_lines();
    EXPECT_FALSE(view.is_full());
}

}  // namespace
}  // namespace perth::cli
