#include "cli/trace/timeline.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/trace/story.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;

/// A track in a line.
std::string told(const TraceTrack& track) {
    std::string text = fmt::format("{} {}:", name_of(track.kind), track.name);
    for (const TraceSlice& slice : track.slices) {
        text += fmt::format(" {}-{}", slice.begin, slice.end);
        if (!slice.note.empty()) text += fmt::format(" ({})", slice.note);
    }
    for (const TraceInstant& instant : track.instants) {
        text += fmt::format(" {}@{}", instant.text, instant.time);
    }
    for (const TraceLevel& level : track.levels)
        text += fmt::format(" {}@{}", level.high, level.time);
    return text;
}

std::vector<std::string> told(const Timeline& timeline) {
    std::vector<std::string> lines;
    for (const TraceTrack& track : timeline.tracks) lines.push_back(told(track));
    for (const TraceArrow& arrow : timeline.arrows) {
        lines.push_back(fmt::format("{}@{} -> {}@{}", timeline.tracks[arrow.from].name, arrow.begin,
                                    timeline.tracks[arrow.to].name, arrow.end));
    }
    for (const TraceSlice& gap : timeline.gaps) {
        lines.push_back(fmt::format("gap {}-{}", gap.begin, gap.end));
    }
    return lines;
}

std::vector<std::string> told(const std::vector<TraceEvent>& events) {
    return told(make_timeline(events, 100, StoryNames()));
}

TEST(Timeline, SaysWhoHadTheProcessorAndWhoLetWhomGoOn) {
    EXPECT_EQ(story_timeline().begin, 1000);
    EXPECT_EQ(story_timeline().end, 3000);
    EXPECT_THAT(
        told(story_timeline()),
        ElementsAre(
            "task blink #1: 1520-1600 (woken by UART0, waited 16 µs)"
            " 1722-1740 (woken by a timer, waited 1 µs) 1750-1760",
            "task read #2: 1600-1720 (woken by blink #1, waited 60 µs) created@1540",
            "task short: 1740-1750 (woken by blink #1, waited 10 µs)"
            " 1760-1780 (woken by blink #1, waited 9 µs) created@1730 ended@1745 created@1751",
            "drivers drivers: 2300-2400", "scheduler scheduler: 1500-1520 1720-1722",
            "sleep sleep: 1000-1500 1780-1900 2400-3000", "interrupt UART0: 1500-1510 1650-1655",
            "scope measure: 1610-1710", "marks marks: a <mark>@1700",
            "pin LED: true@1530 false@2310", "pin P6: true@1770", "UART0@1504 -> blink #1@1520",
            "blink #1@1540 -> read #2@1600", "scheduler@1721 -> blink #1@1722",
            "blink #1@1730 -> short@1740", "blink #1@1751 -> short@1760", "gap 1900-2300"));
}

TEST(Timeline, DrawsNothingOfWhatContradictsItself) {
    using enum TraceKind;
    EXPECT_THAT(told({{.time = 9, .kind = interrupt_end, .value = 3},
                      {.time = 8, .kind = scope_end, .place = 8},
                      {.time = 7, .kind = taken, .value = 9},
                      {.time = 6, .kind = ready, .value = 5}}),
                ElementsAre("scope measure:"));
}

TEST(Timeline, EndsWhatIsStillGoingOn) {
    using enum TraceKind;
    EXPECT_THAT(told({{.time = 10, .kind = turn, .value = 9},
                      {.time = 20, .kind = scope, .place = 8},
                      {.time = 30, .kind = interrupt, .value = 3}}),
                ElementsAre("task task 9: 10-100", "interrupt interrupt 3: 30-100",
                            "scope measure: 20-100"));
}

TEST(Timeline, OfNothingIsEmpty) { EXPECT_THAT(told(std::vector<TraceEvent>{}), ElementsAre()); }

TEST(Timeline, KeepsNestedInterruptsApart) {
    using enum TraceKind;
    EXPECT_THAT(told({{.time = 1, .kind = interrupt, .value = 3},
                      {.time = 2, .kind = interrupt, .value = 4},
                      {.time = 3, .kind = ready, .value = 1},
                      {.time = 4, .kind = interrupt_end, .value = 4},
                      {.time = 5, .kind = interrupt_end, .value = 3},
                      {.time = 6, .kind = turn, .value = 1},
                      {.time = 7, .kind = turn_end}}),
                ElementsAre("task task 1: 6-7 (woken by interrupt 4, waited 3 µs)",
                            "scheduler scheduler: 7-100", "interrupt interrupt 3: 1-5",
                            "interrupt interrupt 4: 2-4", "interrupt 4@3 -> task 1@6"));
}

TEST(PrettyTime, HasTheUnitThatFits) {
    EXPECT_EQ(pretty_time(0), "0 µs");
    EXPECT_EQ(pretty_time(999), "999 µs");
    EXPECT_EQ(pretty_time(1250), "1.25 ms");
    EXPECT_EQ(pretty_time(61'000'000), "61 s");
}

}  // namespace
}  // namespace perth::cli
