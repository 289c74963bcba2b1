// The acceptance cases RCV: what a receiver makes of a monitor's bytes.
#include "cli/mon/decoder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace perth::cli::mon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DecoderTest : public testing::Test {
protected:
    using Kind = MonEvent::Kind;

    void start(std::int64_t period_ms, Mode mode, std::initializer_list<unsigned> verbose = {}) {
        DecoderSettings settings{.period = period_ms * 1000, .mode = mode};
        for (const unsigned ident : verbose) settings.verbose.set(ident);
        decoder.emplace(settings, [this](const MonEvent& event) { told(event); });
    }
    void at(std::int64_t ms, std::string_view bytes) {
        for (const char byte : bytes) decoder->feed(ms * 1000, static_cast<std::uint8_t>(byte));
    }
    void told(const MonEvent& event) {
        const std::int64_t ms = event.time / 1000;
        if (event.kind == Kind::pin) {
            pins.push_back(fmt::format("{}{}@{}", event.ident, event.count != 0 ? "+" : "-", ms));
        } else if (event.kind == Kind::pulse) {
            messages.push_back(fmt::format("pulse@{}", ms));
        } else if (event.kind != Kind::restart) {
            messages.push_back(fmt::format("{}@{}", text_of(event), ms));
        }
    }
    /// z@0, then pairs @ and ` one ms later at 10, 60, 260, 300, 420, 900; the period is 100 ms.
    void play_gaps(Mode mode) {
        start(100, mode);
        at(0, "z");
        for (const std::int64_t ms : {10, 60, 260, 300, 420, 900}) {
            at(ms, "@");
            at(ms + 1, "`");
        }
        decoder->pass(2'000'000);
    }

    std::optional<Decoder> decoder;
    std::vector<std::string> messages;
    std::vector<std::string> pins;
};

using RCV_1 = DecoderTest;
using RCV_2 = DecoderTest;
using RCV_3 = DecoderTest;
using RCV_4 = DecoderTest;
using RCV_5 = DecoderTest;
using RCV_6 = DecoderTest;

TEST_F(RCV_1, SoonPulsesAsSoonAsTheGapIsTooLong) {
    play_gaps(Mode::soon);
    EXPECT_THAT(messages, ElementsAre("pulse@160", "Timeout.@160", "Hog 200ms@260",
                                      "Max hog 200ms@260", "pulse@400", "Timeout.@400",
                                      "Hog 120ms@420", "pulse@520", "Timeout.@520", "Hog 480ms@900",
                                      "Max hog 480ms@900", "pulse@1000", "Timeout.@1000"));
}

TEST_F(RCV_1, AGapOfThePeriodIsNotTooLong) {
    start(100, Mode::soon);
    at(0, "@");
    EXPECT_EQ(decoder->deadline(), 100'000);
    at(100, "@");
    EXPECT_THAT(messages, IsEmpty());
    decoder->pass(199'999);
    EXPECT_THAT(messages, IsEmpty());
    decoder->pass(200'000);
    EXPECT_THAT(messages, ElementsAre("pulse@200", "Timeout.@200"));
    EXPECT_EQ(decoder->deadline(), std::nullopt);
}

TEST_F(RCV_2, LatePulsesAtTheEndOfTheGap) {
    play_gaps(Mode::late);
    EXPECT_THAT(messages,
                ElementsAre("pulse@260", "Hog 200ms@260", "Max hog 200ms@260", "pulse@420",
                            "Hog 120ms@420", "pulse@900", "Hog 480ms@900", "Max hog 480ms@900"));
}

TEST_F(RCV_3, MaxTellsOfTheLongestGapOnly) {
    play_gaps(Mode::max);
    EXPECT_THAT(messages,
                ElementsAre("pulse@260", "Max hog 200ms@260", "pulse@900", "Max hog 480ms@900"));
}

TEST_F(RCV_4, WidthTellsOfTheLongestPulse) {
    start(20, Mode::width);
    std::int64_t now = 0;
    for (const std::int64_t width : {15, 25, 22, 40}) {
        at(now, "@");
        at(now += width, "`");
        now += 100;
    }
    EXPECT_THAT(messages,
                ElementsAre("pulse@140", "Max width 25ms@140", "pulse@402", "Max width 40ms@402"));
}

TEST_F(RCV_4, AnEndWithoutABeginHasNoWidth) {
    start(20, Mode::width);
    at(0, "@");
    at(10, "`");
    at(500, "`");
    EXPECT_THAT(messages, IsEmpty());
}

TEST_F(RCV_5, APinIsHighWhileAnyInstanceIsActive) {
    start(100, Mode::soon);
    at(0, "C");
    at(1, "C");
    at(2, "C");
    at(3, "c");
    at(4, "c");
    EXPECT_THAT(pins, ElementsAre("3+@0"));
    EXPECT_EQ(decoder->count(3), 1U);
    at(5, "c");
    at(6, "c");  // one too many is ignored
    at(7, "C");
    EXPECT_THAT(pins, ElementsAre("3+@0", "3-@5", "3+@7"));
}

TEST_F(RCV_5, AProgramThatStartsClearsAll) {
    start(100, Mode::soon);
    at(0, "@AACU");
    at(1, "z");
    EXPECT_THAT(pins,
                ElementsAre("0+@0", "1+@0", "3+@0", "21+@0", "0-@1", "1-@1", "3-@1", "21-@1"));
    EXPECT_EQ(decoder->count(1), 0U);
    EXPECT_EQ(decoder->deadline(), std::nullopt);
    at(2, "a");
    EXPECT_EQ(decoder->count(1), 0U);
    at(500, "@");  // the gap before the start counts for nothing, nor does its maximum
    at(650, "@");
    EXPECT_THAT(messages,
                ElementsAre("pulse@600", "Timeout.@600", "Hog 150ms@650", "Max hog 150ms@650"));
}

TEST_F(RCV_6, IdentsAreShownOnTheseGpios) {
    EXPECT_EQ(gpio_of(0), 3U);
    EXPECT_EQ(gpio_of(19), 22U);
    EXPECT_EQ(gpio_of(20), 26U);
    EXPECT_EQ(gpio_of(21), 27U);
}

TEST_F(DecoderTest, VerboseIdentsAreToldWithTheirCount) {
    start(100, Mode::max, {3});
    at(0, "CBC");
    at(1, "ccc");
    EXPECT_THAT(messages, ElementsAre("ident 3 count 1@0", "ident 3 count 2@0", "ident 3 count 1@1",
                                      "ident 3 count 0@1", "ident 3 count 0@1"));
}

TEST_F(DecoderTest, EveryByteHasItsMeaning) {
    for (unsigned byte = 0; byte < 256; ++byte) {
        const auto edge = edge_of(static_cast<std::uint8_t>(byte));
        const bool active = byte >= 0x40 && byte <= 0x55;
        const bool inactive = byte >= 0x60 && byte <= 0x75;
        ASSERT_EQ(edge.has_value(), active || inactive) << byte;
        if (!edge) continue;
        EXPECT_EQ(edge->ident, byte % 32);
        EXPECT_EQ(edge->is_active, active);
    }
}

TEST_F(DecoderTest, CountsWhatHasNoMeaning) {
    start(100, Mode::soon);
    for (unsigned byte = 0; byte < 256; ++byte) decoder->feed(0, static_cast<std::uint8_t>(byte));
    EXPECT_EQ(decoder->known(), 45U);              // 22 idents, two edges each, and 'z'
    EXPECT_EQ(decoder->unknown(), 256U - 45 - 1);  // 0 is ignored
}

TEST_F(DecoderTest, ATimeThatGoesBackCountsAsTheLast) {
    start(100, Mode::late);
    at(500, "@");
    at(100, "@");
    at(650, "@");
    EXPECT_THAT(messages, ElementsAre("pulse@650", "Hog 150ms@650", "Max hog 150ms@650"));
}

}  // namespace
}  // namespace perth::cli::mon
