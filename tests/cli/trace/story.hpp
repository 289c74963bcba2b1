// A trace of all kinds of events, as the tests of its forms share it.
#pragma once

#include <string>
#include <vector>

#include "cli/trace/timeline.hpp"

namespace perth::cli {

class StoryNames : public TraceNames {
public:
    [[nodiscard]] std::string task(std::uint64_t code) const override {
        return code == 1 ? "blink" : code == 2 ? "read" : code == 3 ? "short" : "";
    }
    [[nodiscard]] std::string text(std::uint64_t place) const override {
        return place == 7 ? "a <mark>" : place == 8 ? "measure" : "";
    }
    [[nodiscard]] std::string interrupt(std::uint32_t number) const override {
        return number == 22 ? "UART0" : "interrupt " + std::to_string(number);
    }
    [[nodiscard]] std::string pad(std::uint32_t place) const override {
        return place == 5 ? "LED" : "P" + std::to_string(place);
    }
};

/// Two tasks, of which an interrupt wakes one and that one the other; a third lives twice.
inline std::vector<TraceEvent> story() {
    using enum TraceKind;
    constexpr std::uint32_t high = 1U << 10;
    constexpr std::uint32_t done = 6U << 16;
    return {{.time = 0, .kind = named, .value = 1, .place = 1},
            {.time = 1000, .kind = sleep},
            {.time = 1500, .kind = awake},
            {.time = 1500, .kind = interrupt, .value = 22},
            {.time = 1504, .kind = post, .value = 0x42},
            {.time = 1510, .kind = interrupt_end, .value = 22},
            {.time = 1512, .kind = taken, .value = 0x42},
            {.time = 1513, .kind = ready, .value = 1},
            {.time = 1514, .kind = taken},
            {.time = 1520, .kind = turn, .value = 1},
            {.time = 1530, .kind = pin, .value = 5 | high},
            {.time = 1540, .kind = created, .value = 2},
            {.time = 1540, .kind = named, .value = 2, .place = 2},
            {.time = 1600, .kind = turn, .value = 2},
            {.time = 1610, .kind = scope, .place = 8},
            {.time = 1650, .kind = whole_interrupt, .value = 22U << 17 | 5},
            {.time = 1700, .kind = mark, .place = 7},
            {.time = 1710, .kind = scope_end, .place = 8},
            {.time = 1720, .kind = turn_end},
            {.time = 1721, .kind = ready, .value = 1},
            {.time = 1722, .kind = turn, .value = 1},
            {.time = 1730, .kind = created, .value = 3},
            {.time = 1730, .kind = named, .value = 3, .place = 3},
            {.time = 1740, .kind = turn, .value = 3},
            {.time = 1745, .kind = ended, .value = done | 3},
            {.time = 1750, .kind = turn, .value = 1},
            {.time = 1751, .kind = created, .value = 4},
            {.time = 1751, .kind = named, .value = 4, .place = 3},
            {.time = 1760, .kind = turn, .value = 4},
            {.time = 1770, .kind = edge, .value = 6 | high},
            {.time = 1780, .kind = sleep},
            {.time = 1900, .kind = lost, .value = 12},
            {.time = 2300, .kind = turn, .value = 0},
            {.time = 2310, .kind = pin, .value = 5},
            {.time = 2400, .kind = sleep}};
}

inline Timeline story_timeline() { return make_timeline(story(), 3000, StoryNames()); }

}  // namespace perth::cli
