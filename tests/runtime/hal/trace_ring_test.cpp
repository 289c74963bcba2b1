#include "perth/hal/trace_ring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace perth::detail {
namespace {

using testing::ElementsAre;
using Ring = TraceRing<8>;

void note(Ring& ring, std::uint32_t time, TraceKind kind, std::uint32_t value = 0) {
    ring.push(TraceEntry::of(time, kind, value));
}

/// Kind, value and time of each.
std::vector<std::string> content(const Ring& ring, std::uint32_t from = 0) {
    std::array<TraceEntry, 20> entries;
    const std::size_t count = ring.copy(from, entries);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < count; ++i) {
        const TraceEntry& entry = entries[i];
        lines.push_back(std::to_string(static_cast<int>(entry.kind())) + "/" +
                        std::to_string(entry.what & TraceEntry::value_mask) + "@" +
                        std::to_string(entry.time));
    }
    return lines;
}

TEST(TraceRing, KeepsTheNewestAndKnowsHowManyThereWere) {
    Ring ring;
    for (std::uint32_t i = 0; i < 20; ++i) note(ring, i, TraceKind::ready, i);
    EXPECT_EQ(ring.written(), 20U);
    EXPECT_EQ(ring.held(), Ring::most);
    EXPECT_EQ(ring.first(), 13U);
    EXPECT_THAT(content(ring), ElementsAre("4/13@13", "4/14@14", "4/15@15", "4/16@16", "4/17@17",
                                           "4/18@18", "4/19@19"));
}

TEST(TraceRing, GivesWhatIsWantedAsFarAsItIsThere) {
    Ring ring;
    for (std::uint32_t i = 0; i < 10; ++i) note(ring, i, TraceKind::ready, i);
    std::array<TraceEntry, 2> two;
    std::uint32_t from = 8;
    EXPECT_EQ(ring.copy(from, two), 2U);
    EXPECT_EQ(from, 8U);
    from = 10;
    EXPECT_EQ(ring.copy(from, two), 0U);
    EXPECT_EQ(from, 10U);
    for (const std::uint32_t gone : {0U, 2U, 11U, 1000U, ~0U}) {  // of before, or of no time at all
        from = gone;
        EXPECT_EQ(ring.copy(from, two), 2U);
        EXPECT_EQ(from, 3U);
    }
}

TEST(TraceRing, ForgetsAndCountsOn) {
    Ring ring;
    note(ring, 1, TraceKind::ready);
    ring.clear();
    EXPECT_THAT(content(ring), ElementsAre());
    note(ring, 2, TraceKind::ready, 5);
    EXPECT_EQ(ring.first(), 1U);
    EXPECT_THAT(content(ring), ElementsAre("4/5@2"));
}

TEST(TraceRing, AnInterruptInWhichNothingHappenedIsOneEvent) {
    Ring ring;
    note(ring, 100, TraceKind::interrupt, 22);
    ring.end_interrupt(ring.written(), 107, 22, false);
    EXPECT_THAT(content(ring), ElementsAre("10/" + std::to_string(22 << 17 | 7) + "@100"));
}

TEST(TraceRing, AnInterruptThatNotesSomethingHasTwoEnds) {
    Ring ring;
    note(ring, 100, TraceKind::interrupt, 22);
    const std::uint32_t begun = ring.written();
    note(ring, 101, TraceKind::ready, 1);
    ring.end_interrupt(begun, 107, 22, true);
    EXPECT_THAT(content(ring), ElementsAre("8/22@100", "4/1@101", "9/22@107"));
}

TEST(TraceRing, AVeryLongInterruptHasTwoEnds) {
    Ring ring;
    note(ring, 100, TraceKind::interrupt, 22);
    ring.end_interrupt(ring.written(), 100 + Ring::longest_whole + 1, 22, false);
    EXPECT_EQ(ring.held(), 2U);
}

TEST(TraceRing, AQuietInterruptLeavesNothingAndTheSleepGoesOn) {
    Ring ring;
    ring.sleep(10);
    for (std::uint32_t time = 20; time < 50; time += 10) {
        note(ring, time, TraceKind::awake);
        note(ring, time, TraceKind::interrupt, 22);
        ring.end_interrupt(ring.written(), time + 1, 22, true);
        ring.sleep(time + 2);
    }
    EXPECT_THAT(content(ring), ElementsAre("2/0@10"));
    EXPECT_EQ(ring.written(), 1U);
    note(ring, 60, TraceKind::awake);
    ring.sleep(61);  // something else has woken it
    EXPECT_THAT(content(ring), ElementsAre("2/0@10", "3/0@60", "2/0@61"));
}

TEST(TraceRing, AQuietInterruptInAFullRingCostsTheOldest) {
    Ring ring;
    for (std::uint32_t i = 0; i < 10; ++i) note(ring, i, TraceKind::ready, i);
    note(ring, 20, TraceKind::interrupt, 22);
    ring.end_interrupt(ring.written(), 21, 22, true);
    EXPECT_EQ(ring.written(), 10U);
    EXPECT_THAT(content(ring), ElementsAre("4/4@4", "4/5@5", "4/6@6", "4/7@7", "4/8@8", "4/9@9"));
}

}  // namespace
}  // namespace perth::detail
