#include "cli/console/stuck_line.hpp"

#include <gtest/gtest.h>

#include "cli/console/stuck.hpp"
#include "cli/console/view.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view line = "@perth stuck 04030201 3 00000121 00000130 200";

TEST(StuckLine, IsTakenWholeOrNotAtAll) {
    EXPECT_EQ(parse_stuck_line(line),
              (StuckLine{.build = "04030201", .id = 3, .name = 0x121, .pc = 0x130, .ms = 200}));
    for (const std::string_view other :
         {"@perth stuck", "@perth stuck ", "@perth stuck 04030201 3 00000121 00000130",
          "@perth stuck 04030201 3 00000121 00000130 200 1",
          "@perth stuck 04030201 70000 00000121 00000130 200",
          "@perth stuck 04030201 3 121 00000130 200", "@perth stuck 0403020g 3 00000121 00000130 2",
          "@perth stuck 04030201 -3 00000121 00000130 200",
          "@perth stuck 04030201  3 00000121 00000130 200",
          "@perth stuck 04030201 3 00000121 00000130 99999999999",
          "x @perth stuck 04030201 3 00000121 00000130 200", "@perth panic x: 0 0"}) {
        EXPECT_FALSE(parse_stuck_line(other)) << other;
    }
}

TEST(StuckLine, IsSaidInWords) {
    StuckWatch watch({});
    watch.line("count 1");
    EXPECT_EQ(watch.take_lines(), "");
    watch.line(line);
    EXPECT_EQ(
        watch.take_lines(),
        "--- task 3 0x00000121 has not given way for 200 ms; it is in 0x00000130 (no ELF here "
        "has build 04030201, so that addresses stay numbers) ---\n");
    EXPECT_EQ(watch.take_lines(), "");
}

TEST(StuckLine, IsAnEventOfTheConsole) {
    ConsoleView view(false, {});
    std::string out;
    const std::string text = "a\n" + std::string(line) + "\nb\n";
    std::string_view bytes = text;
    EXPECT_EQ(view.take(bytes, out), ConsoleView::Event::stuck);
    EXPECT_EQ(view.stuck().id, 3);
    EXPECT_EQ(out, "a\n" + std::string(line) + "\n");
    EXPECT_EQ(view.take(bytes, out), ConsoleView::Event::none);
    EXPECT_EQ(out, text);
}

}  // namespace
}  // namespace perth::cli
