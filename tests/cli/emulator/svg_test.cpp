#include "cli/emulator/svg.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "cli/emulator/svg_axis.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path golden =
    std::filesystem::path(PERTH_SOURCE_DIR) / "tests/cli/emulator/waves.svg";

PadNames pads() {
    return std::vector<NamedPad>{
        {.pad = 0, .name = "LED"},
        {.pad = 8, .name = "BUTTON", .active_low = true, .is_input = true}};
}

class Svg : public ::testing::Test {
protected:
    std::string written(std::string_view record) {
        SvgWriter writer(file_, "hello <&> on host", pads());
        Recording recording;
        recording.add(writer);
        recording.feed(record);
        EXPECT_FALSE(recording.failure());
        recording.finish();
        return read_file(file_);
    }

    /// Returns what xmllint has to say; nothing if all is well.
    [[nodiscard]] std::string complaints() const {
        return run({.args = {"xmllint", "--noout", "--nonet", file_.string()}}).err;
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "x.svg";
};

TEST_F(Svg, DrawsEveryKindOfRow) {
    std::string record = "0 P0 0\n0 P8 1\n";
    for (int i = 1; i < 9; ++i) {
        record += fmt::format("{} P0 {}\n", i * 100'000, i % 2);
        if (i == 3) record += "310000 U0t 636f756e7420303a203c263e0a\n320000 U0r 00ff\n";
        if (i == 4) record += "420000 P8 0\n420300 P8 1\n420500 P8 0\n450000 P12 1\n460000 P12 z\n";
        if (i == 5)
            for (int j = 0; j < 500; ++j)
                record += fmt::format("{} P8 {}\n", 500'000 + j * 100, j % 2);
        if (i == 6) record += "610000 A0 100\n620000 A0 3000\n640000 W1 1000 32768\n";
        if (i == 7)
            record +=
                "710000 I0 48 w 00 ok\n710100 I0 48 r 1234 ok\n"
                "730000 I0 29 w - nack\n750000 S0 9f00 00ef\n";
    }
    const std::string text = written(record + "1000000 end\n");
    EXPECT_EQ(complaints(), "");
    if (std::getenv("PERTH_REFRESH") != nullptr) std::ofstream(golden) << text;
    EXPECT_EQ(text, read_file(golden)) << "if this was meant: PERTH_REFRESH=1";
}

TEST_F(Svg, DrawsTheBoardsPinsIfNothingHappens) {
    EXPECT_THAT(written(""), HasSubstr(">BUTTON</text>"));
    EXPECT_EQ(complaints(), "");
}

TEST_F(Svg, HasNoScriptAndRefersToNothing) {
    const std::string text = written("0 U0t 3c7363726970743e687474703a2f2f\n1 end\n");
    EXPECT_THAT(text, Not(HasSubstr("<script")));
    EXPECT_THAT(text, Not(HasSubstr("href")));
    EXPECT_EQ(complaints(), "");
}

TEST_F(Svg, StaysSmallHoweverMuchHappens) {
    std::string record;
    for (std::int64_t i = 0; i < 500'000; ++i) {
        record += fmt::format("{0} P0 {1}\n{0} P8 {2}\n{0} U0t {3:02x}\n{0} A0 {4}\n", i * 7200,
                              i % 2, i / 3 % 2, i % 256, i * 7919 % 65536);
    }
    EXPECT_LT(written(record + "3600000000 end\n").size(), 200'000U);
    EXPECT_EQ(complaints(), "");
}

TEST_F(Svg, SaysAtOnceThatAFileMayNotBeWritten) {
    EXPECT_EQ(error_text([] { const SvgWriter writer("/nowhere/x.svg", "", {}); }),
              "error: cannot write /nowhere/x.svg\n"
              "  No such file or directory");
}

std::string spans(const WaveRow& row) {
    std::string text;
    for (const WaveSpan& span : row.spans()) {
        text += fmt::format("{}:{}{}{} ", span.begin, span.low,
                            span.low == span.high ? "" : fmt::format("-{}", span.high),
                            span.is_open ? "z" : "");
    }
    return text;
}

TEST(WaveRow, JoinsShortNeighboursAndKeepsALonelyPulse) {
    WaveRow row;
    for (const std::int64_t time : {0, 100, 101, 200, 201, 202, 203, 300}) {
        row.add(time, row.spans().size() % 2, false);
    }
    row.join(10, 400);
    EXPECT_EQ(spans(row), "0:0 100:1 101:0 200:0-1 203:0 300:1 ");
}

TEST(WaveRow, ForgetsWhatNeverStood) {
    WaveRow row;
    row.add(5, 0, false);
    row.add(5, 1, false);
    EXPECT_EQ(spans(row), "5:1 ");
}

TEST(WaveRow, HasABoundedNumberOfSpans) {
    WaveRow row;
    std::size_t most = 0;
    for (std::int64_t i = 0; i < 1'000'000; ++i) {
        row.add(i * i / 1000, static_cast<std::uint32_t>(i % 7), i % 11 == 0);
        most = std::max(most, row.spans().size());
    }
    EXPECT_LT(most, 8193U);
    row.join(1'000'000, 1'000'000'000);
    EXPECT_LT(row.spans().size(), 4001U);
}

TEST(WaveRow, KeepsAPulseOfAMicrosecondInAnHour) {
    WaveRow row;
    for (std::int64_t i = 0; i < 100'000; ++i) {
        row.add(i * 10, static_cast<std::uint32_t>(i % 2), false);
    }
    row.add(1'800'000'000, 1, false);
    row.add(1'800'000'001, 0, false);
    row.join(3'500'000, 3'600'000'000);
    EXPECT_EQ(spans(row), "0:0-1 999990:1 1800000000:1 1800000001:0 ");
}

TEST(TimeAxis, HasTicksAtRoundTimes) {
    const auto told = [](std::int64_t end) {
        const TimeAxis axis = time_axis(end);
        std::string text{axis.unit};
        for (std::int64_t time = 0; time <= end; time += axis.step) text += " " + axis.label(time);
        return text;
    };
    EXPECT_EQ(told(1), "µs 0 1");
    EXPECT_EQ(told(70), "µs 0 10 20 30 40 50 60 70");
    EXPECT_EQ(told(1'700), "ms 0 0.2 0.4 0.6 0.8 1 1.2 1.4 1.6");
    EXPECT_EQ(told(1'000'000), "s 0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1");
    EXPECT_EQ(told(90'000'000), "s 0 10 20 30 40 50 60 70 80 90");
    EXPECT_EQ(told(150'000'000), "min:s 0:00 0:15 0:30 0:45 1:00 1:15 1:30 1:45 2:00 2:15 2:30");
    EXPECT_EQ(told(3'600'000'000), "min:s 0:00 10:00 20:00 30:00 40:00 50:00 60:00");
    EXPECT_EQ(told(36'000'000'000),
              "h:min 0:00 1:00 2:00 3:00 4:00 5:00 6:00 7:00 8:00 9:00 10:00");
    EXPECT_EQ(told(3'600'000'000'000),
              "h:min 0:00 100:00 200:00 300:00 400:00 500:00 600:00 700:00 800:00 900:00 1000:00");
}

}  // namespace
}  // namespace perth::cli
