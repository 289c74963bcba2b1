// Bytes from files of waveforms.
#include "cli/mon/recorded.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/emulator/vcd.hpp"
#include "cli/support/files.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli::mon {
namespace {

using testing::ElementsAre;

constexpr std::string_view head =
    "$timescale 1 us $end\n$scope module host $end\n$var wire 1 ! LED $end\n"
    "$var wire 8 a UART0_TX $end\n$var wire 8 b UART1_TX $end\n$upscope $end\n"
    "$enddefinitions $end\n#0\n$dumpvars\n0!\nbz a\nbz b\n$end\n";

RecordedBytes read(const std::string& text, std::string_view signal = {}) {
    return recorded_bytes(text, "a.vcd", signal);
}
std::string complaint(const std::string& text, std::string_view signal = {}) {
    EXPECT_EQ(error_exit([&] { (void)read(text, signal); }), Exit::wrong_use);
    return error_text([&] { (void)read(text, signal); });
}
std::string with_head(std::string_view changes) { return std::string(head).append(changes); }

TEST(Recorded, ReadsWhatARunHasWritten) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "run.vcd";
    VcdWriter writer(file, "host", {});
    Recording recording;
    recording.add(writer);
    recording.feed("0 P0 1\n20 U1t 7a\n30 U1t 41\n40 U1t 41\n90 U1t 61\n90 U0r 41\n200 end\n");
    recording.finish();
    const RecordedBytes read = recorded_bytes(read_file(file), "run.vcd", "UART1_TX");
    EXPECT_THAT(read.bytes, ElementsAre(TimedByte{20, 'z'}, TimedByte{30, 'A'}, TimedByte{40, 'A'},
                                        TimedByte{90, 'a'}));
    EXPECT_EQ(read.end, 200);
    EXPECT_EQ(recorded_bytes(read_file(file), "run.vcd", "").bytes.size(), 4U);  // UART0 only hears
}

TEST(Recorded, TakesTheOnlySignalThatHasBytes) {
    const RecordedBytes record = read(with_head("#7\n1!\nb1000001 b\n#9\nbz b\n#10\nb1100001 b\n"));
    EXPECT_THAT(record.bytes, ElementsAre(TimedByte{7, 'A'}, TimedByte{10, 'a'}));
    EXPECT_EQ(record.end, 10);
}

TEST(Recorded, UnderstandsOtherUnitsOfTime) {
    const auto first = [](const std::string& scale) {
        std::string text = with_head("#5000\nb1000001 b\n");
        text.replace(text.find("1 us"), 4, scale);
        return read(text).bytes.front().time;
    };
    EXPECT_EQ(first("1 s"), 5'000'000'000);
    EXPECT_EQ(first("10ms"), 50'000'000);
    EXPECT_EQ(first("100 us"), 500'000);
    EXPECT_EQ(first("1ns"), 5);
    EXPECT_EQ(first("100 ps"), 0);
    EXPECT_EQ(complaint("$timescale 3 us $end"),
              "error: a.vcd:1: '3us' is no timescale: 1, 10 or 100 of s, ms, us, ns, ps or fs");
    EXPECT_EQ(complaint("$timescale 1 h $end"),
              "error: a.vcd:1: '1h' is no timescale: 1, 10 or 100 of s, ms, us, ns, ps or fs");
}

TEST(Recorded, WantsToKnowWhichOfSeveral) {
    const std::string both = with_head("#1\nb1000001 a\n#2\nb1000010 b\n");
    EXPECT_EQ(complaint(both),
              "error: a.vcd has bytes of several signals\n"
              "  UART0_TX and UART1_TX\n"
              "  hint: say which one is the monitor's: --signal NAME");
    EXPECT_THAT(read(both, "UART1_TX").bytes, ElementsAre(TimedByte{2, 'B'}));
    EXPECT_EQ(complaint(both, "UART2_TX"),
              "error: a.vcd has no signal UART2_TX\n"
              "  it has UART0_TX and UART1_TX");
    EXPECT_EQ(complaint(with_head("#1\n1!\n")),
              "error: a.vcd holds no bytes\n"
              "  no signal of 8 bits changes there: the firmware has sent nothing");
    EXPECT_TRUE(read(with_head("#1\n"), "UART1_TX").bytes.empty());
}

TEST(Recorded, RefusesOtherFilesAndSaysWhere) {
    EXPECT_EQ(complaint(""),
              "error: a.vcd holds no waveforms\n"
              "  a value change dump (.vcd) has a line $enddefinitions\n"
              "  hint: perth run --vcd FILE writes one");
    EXPECT_EQ(complaint("zAa"), "error: a.vcd:1: 'zAa' stands before $enddefinitions");
    EXPECT_EQ(complaint("$comment never ends"), "error: a.vcd:1: '$comment' has no $end");
    EXPECT_EQ(complaint("\n$var wire $end"),
              "error: a.vcd:2: '$var' wants a kind, bits, a code and a name");
    EXPECT_EQ(complaint(with_head("#5\n#4\n")), "error: a.vcd:15: '#4' goes back in time");
    EXPECT_EQ(complaint(with_head("#-1\n")), "error: a.vcd:14: '#-1' is no time");
    EXPECT_EQ(complaint(with_head("#99999999999999999999\n")),
              "error: a.vcd:14: '#99999999999999999999' is no time");
    EXPECT_EQ(complaint(with_head("#1\nb1")), "error: a.vcd:15: 'b1' changes nothing");
}

}  // namespace
}  // namespace perth::cli::mon
