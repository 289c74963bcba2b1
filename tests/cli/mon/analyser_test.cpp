// The acceptance cases ANL: what a capture around a trigger keeps.
#include "cli/mon/analyser.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "cli/mon/waves.hpp"
#include "cli/support/files.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli::mon {
namespace {

using testing::HasSubstr;

constexpr std::uint8_t active(unsigned ident) { return static_cast<std::uint8_t>(0x40 + ident); }
constexpr std::uint8_t inactive(unsigned ident) { return static_cast<std::uint8_t>(0x60 + ident); }

class AnalyserTest : public testing::Test {
protected:
    void start(Trigger trigger, std::int64_t timer_ms = 100) {
        analyser.emplace(AnalyserSettings{.trigger = trigger, .timer = timer_ms * 1000});
    }
    void at(std::int64_t ms, std::uint8_t byte) { analyser->feed(ms * 1000, byte); }
    /// Feeds so many edges of channel 1, 32 µs apart; returns the time of the last.
    std::int64_t edges(std::int64_t begin, int count) {
        for (int i = 0; i < count; ++i) {
            analyser->feed(begin + 32 * i, i % 2 == 0 ? active(1) : inactive(1));
        }
        return begin + 32 * (count - 1);
    }
    /// Returns the changes of each wire in the capture's file: "0:x 32:1 64:0 ".
    std::map<std::string, std::string> as_vcd() {
        const TemporaryFolder folder;
        const auto file = folder.path() / "a.vcd";
        show(*analyser, *open_waves(file));
        vcd = read_file(file);
        std::map<std::string, std::string> names, changes;
        std::istringstream lines(vcd);
        std::string time, line;
        while (std::getline(lines, line)) {
            std::istringstream words(line);
            std::string first, kind, bits, code, name;
            words >> first >> kind >> bits >> code >> name;
            if (first == "$var") names[code] = name;
            if (first.starts_with('#')) time = first.substr(1);
            if (first.empty() || std::string("01x").find(first[0]) == std::string::npos) continue;
            changes[names[first.substr(1)]] += fmt::format("{}:{} ", time, first[0]);
        }
        return changes;
    }

    std::optional<Analyser> analyser;
    std::string vcd;
};

using ANL_1 = AnalyserTest;
using ANL_2 = AnalyserTest;
using ANL_3 = AnalyserTest;

TEST_F(ANL_1, Keeps1024EventsBehindTheTriggerAndTheLastOnesBefore) {
    start(Trigger::manual);
    const std::int64_t last = edges(0, 2000);
    analyser->trigger(last + 16);
    edges(last + 32, 1500);
    EXPECT_TRUE(analyser->is_complete());
    EXPECT_EQ(analyser->events().size(), 2048U);
    EXPECT_EQ(analyser->after(), 1024U);
    EXPECT_EQ(analyser->triggered(), last + 16);
    const auto& events = analyser->events();
    EXPECT_EQ(events[1023].time, last);  // the last before the trigger
    EXPECT_EQ(events[1024].time, last + 32);
    EXPECT_EQ(events.front().time, last - 32 * 1023);
    EXPECT_EQ(analyser->level_before(1), ChannelLevel::low);  // what was dropped is not unknown
    EXPECT_THAT(as_vcd()["TRIGGER"], fmt::format("0:0 {}:1 {}:0 ", last + 16, last + 116));
}

TEST_F(ANL_1, OrTheEventsOfASecond) {
    start(Trigger::manual);
    at(0, active(1));
    analyser->trigger(10'000);
    at(1009, inactive(1));
    at(1011, active(1));
    EXPECT_TRUE(analyser->is_complete());
    EXPECT_EQ(analyser->events().size(), 2U);
    EXPECT_EQ(analyser->end(), 1'010'000);
}

TEST_F(ANL_1, AnOpenWaitEndsWithoutBytes) {
    start(Trigger::manual);
    analyser->trigger(10'000);
    EXPECT_EQ(analyser->deadline(), 1'010'000);
    analyser->pass(1'009'999);
    EXPECT_FALSE(analyser->is_complete());
    analyser->pass(1'010'000);
    EXPECT_TRUE(analyser->is_complete());
}

TEST_F(ANL_2, AChannelWithoutBytesIsUnknown) {
    start(Trigger::manual);
    at(1, active(1));
    at(2, inactive(2));
    for (unsigned channel = 0; channel < Analyser::channels; ++channel) {
        EXPECT_EQ(analyser->level_before(channel), ChannelLevel::unknown) << channel;
    }
    const auto waves = as_vcd();
    EXPECT_EQ(waves.at("IDENT1"), "0:x 992:1 ");
    EXPECT_EQ(waves.at("IDENT2"), "0:x 2000:0 ");
    EXPECT_FALSE(waves.contains("IDENT3"));
}

TEST_F(ANL_3, TheFileHasTheBytesTimesTo16Microseconds) {
    start(Trigger::manual);
    const std::int64_t times[] = {15, 16, 100, 117, 1000, 1'000'003};
    for (int i = 0; i < 6; ++i) analyser->feed(times[i], i % 2 == 0 ? active(7) : inactive(7));
    const auto waves = as_vcd();
    EXPECT_THAT(vcd, HasSubstr("$timescale 1 us $end\n"));
    EXPECT_EQ(waves.at("IDENT7"), "0:1 16:0 96:1 112:0 992:1 1000000:0 ");
}

TEST_F(AnalyserTest, APulseLongerThanTheTimerTriggersAtItsEnd) {
    start(Trigger::pulse);
    at(0, active(0));
    at(100, inactive(0));  // as long
    at(200, active(1));
    at(400, inactive(1));  // another channel
    EXPECT_EQ(analyser->triggered(), std::nullopt);
    at(500, active(0));
    at(601, inactive(0));
    EXPECT_EQ(analyser->triggered(), 600'992);  // 601 000, cut
    EXPECT_EQ(analyser->after(), 1U);
}

TEST_F(AnalyserTest, AnIdlePeriodTriggersAsSoonAsItIsTooLong) {
    start(Trigger::idle);
    EXPECT_EQ(analyser->deadline(), std::nullopt);  // nothing has told anything yet
    at(0, active(0));
    at(100, inactive(0));
    EXPECT_EQ(analyser->triggered(), std::nullopt);
    at(150, active(1));
    analyser->pass(200'000);
    EXPECT_EQ(analyser->triggered(), std::nullopt);
    analyser->pass(200'001);
    EXPECT_EQ(analyser->triggered(), 200'000);
    EXPECT_EQ(analyser->after(), 0U);
}

TEST_F(AnalyserTest, OrAtItsEnd) {
    start(Trigger::idle_end);
    at(0, active(0));
    at(100, inactive(0));
    at(150, active(1));
    analyser->pass(300'000);
    EXPECT_EQ(analyser->triggered(), std::nullopt);
    at(320, active(0));
    EXPECT_EQ(analyser->triggered(), 320'000);
    EXPECT_EQ(analyser->events().size(), 4U);
}

TEST_F(AnalyserTest, OtherIdentsAndBytesAreNoEvents) {
    start(Trigger::manual);
    for (const std::uint8_t byte : {active(8), inactive(21), std::uint8_t{'z'}, std::uint8_t{0}}) {
        at(1, byte);
    }
    EXPECT_TRUE(analyser->events().empty());
}

}  // namespace
}  // namespace perth::cli::mon
