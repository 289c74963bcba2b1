#include "cli/emulator/vcd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <map>
#include <sstream>
#include <string>

#include "cli/support/process.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

PadNames pads() {
    return std::vector<NamedPad>{
        {.pad = 0, .name = "LED"},
        {.pad = 8, .name = "BUTTON", .active_low = true, .is_input = true}};
}

void play(VcdWriter& writer, std::string_view record) {
    Recording recording;
    recording.add(writer);
    recording.feed(record);
    EXPECT_FALSE(recording.failure());
    recording.finish();
}

class Vcd : public ::testing::Test {
protected:
    /// Returns the file that becomes of a record.
    std::string written(std::string_view record) {
        VcdWriter writer(file_, "host", pads());
        play(writer, record);
        return read_file(file_);
    }

    /// Returns what is behind the declarations.
    std::string changes(std::string_view record) {
        const std::string text = written(record);
        return text.substr(text.find("#0\n"));
    }

    /// Returns the changes of each variable as GTKWave's parser reads them: "0:z 5:1".
    std::map<std::string, std::string> as_gtkwave_reads(std::string_view record) {
        (void)written(record);
        const std::string fst = (folder_.path() / "x.fst").string();
        EXPECT_EQ(run({.args = {"vcd2fst", file_.string(), fst}}).exit_code, 0);
        std::istringstream lines(run({.args = {"fst2vcd", fst}}).out);
        std::map<std::string, std::string> names;
        std::map<std::string, std::string> values;
        std::string time;
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            std::string first, kind, bits, code, name;
            words >> first;
            if (first == "$var") {
                words >> kind >> bits >> code >> name;
                names[code] = name;
            } else if (first.starts_with('#')) {
                time = first.substr(1);
            } else if (first.starts_with('b')) {
                words >> code;
                values[names[code]] += fmt::format("{}:{} ", time, first.substr(1));
            } else if (!first.empty() && !time.empty() && first[0] != '$') {
                values[names[first.substr(1)]] += fmt::format("{}:{} ", time, first[0]);
            }
        }
        return values;
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "x.vcd";
};

TEST_F(Vcd, DeclaresTheBoardsPinsAndWhatElseChanged) {
    EXPECT_EQ(written("0 P0 0\n0 P8 1\n1000 P0 1\n1500 P12 1\n2000 P0 0\n3000 end\n"),
              "$version perth " PERTH_VERSION
              " $end\n"
              "$timescale 1 us $end\n"
              "$scope module host $end\n"
              "$var wire 1 ! LED $end\n"
              "$var wire 1 \" BUTTON $end\n"
              "$var wire 1 # P12 $end\n"
              "$upscope $end\n"
              "$enddefinitions $end\n"
              "#0\n"
              "$dumpvars\n"
              "0!\n"
              "1\"\n"
              "z#\n"
              "$end\n"
              "#1000\n"
              "1!\n"
              "#1500\n"
              "1#\n"
              "#2000\n"
              "0!\n"
              "#3000\n");
}

TEST_F(Vcd, ShowsTheBoardsPinsIfNothingHappens) {
    EXPECT_THAT(written(""), EndsWith("#0\n$dumpvars\nz!\nz\"\n$end\n"));
}

TEST_F(Vcd, WritesNoChangeThatIsNone) {
    EXPECT_EQ(changes("0 P0 0\n0 P0 1\n5 P0 1\n9 end\n"), "#0\n$dumpvars\n1!\nz\"\n$end\n#9\n");
}

TEST_F(Vcd, KeepsBytesOfOneInstantApart) {
    EXPECT_EQ(changes("10 U0t 414243\n20 end\n"),
              "#0\n$dumpvars\nz!\nz\"\nbz #\n$end\n"
              "#10\nb1000001 #\n#11\nb1000010 #\n#12\nb1000011 #\n#20\n");
}

TEST_F(Vcd, PartsEqualBytes) {
    EXPECT_EQ(changes("10 U0t 41\n20 U0t 41\n20 P0 1\n20 U0t 41\n"),
              "#0\n$dumpvars\nz!\nz\"\nbz #\n$end\n"
              "#10\nb1000001 #\n"
              "#19\nbz #\n"
              "#20\nb1000001 #\n1!\n"
              "#21\nbz #\n"
              "#22\nb1000001 #\n");
}

TEST_F(Vcd, KeepsTheOrderOfTimeWhereBytesAreLate) {
    EXPECT_EQ(changes("10 U0t 414243\n11 P0 1\n"),
              "#0\n$dumpvars\nz!\nz\"\nbz #\n$end\n"
              "#10\nb1000001 #\n#11\n1!\nb1000010 #\n#12\nb1000011 #\n");
}

TEST_F(Vcd, IsReadBySigrok) {
    (void)written("0 P0 0\n0 P8 1\n3 P0 1\n5 P8 0\n8 P0 0\n10 end\n");
    const Finished done =
        run({.args = {"sigrok-cli", "-i", file_.string(), "-I", "vcd", "-O", "bits:width=64"}});
    EXPECT_THAT(done.out, HasSubstr("\nLED:00011111 00\nBUTTON:11111000 00\n"));
}

TEST_F(Vcd, IsReadByGtkwave) {
    const auto values = as_gtkwave_reads(
        "0 P0 0\n10 P0 1\n20 P12 z\n20 P8 0\n30 U0t 41\n40 U1r 41\n50 U1r 41\n"
        "60 A0 65535\n70 W2 1000 32768\n80 I0 48 r 12 nack\n90 S0 9f00 00ef\n100 end\n");
    const std::map<std::string, std::string> expected = {
        {"LED", "0:0 10:1 "},
        {"BUTTON", "0:z 20:0 "},
        {"P12", "0:z "},
        {"UART0_TX", "0:zzzzzzzz 30:01000001 "},
        {"UART1_RX", "0:zzzzzzzz 40:01000001 49:zzzzzzzz 50:01000001 "},
        {"ADC0", "0:zzzzzzzzzzzzzzzz 60:1111111111111111 "},
        {"PWM2", "0:zzzzzzzzzzzzzzzz 70:1000000000000000 "},
        {"PWM2_HZ", fmt::format("0:{} 70:{:032b} ", std::string(32, 'z'), 1000)},
        {"I2C0_ADDRESS", "0:zzzzzzzz 80:10010001 "},
        {"I2C0_DATA", "0:zzzzzzzz 80:00010010 "},
        {"I2C0_NACK", "0:z 80:1 "},
        {"SPI0_MOSI", "0:zzzzzzzz 90:10011111 91:00000000 "},
        {"SPI0_MISO", "0:zzzzzzzz 90:00000000 91:11101111 "}};
    EXPECT_EQ(values, expected);
}

TEST_F(Vcd, IsWrittenAsItComes) {
    VcdWriter writer(file_, "host", pads());
    std::int64_t time = 0;
    const auto play_some = [&] {
        for (int i = 0; i < 100'000; ++i) {
            writer.take({.time = ++time, .level = i % 2 == 0 ? Level::high : Level::low});
        }
    };
    play_some();
    struct mallinfo2 before = ::mallinfo2();
    for (int i = 0; i < 10; ++i) play_some();
    EXPECT_LT(::mallinfo2().uordblks, before.uordblks + 100'000);
    EXPECT_FALSE(std::filesystem::exists(file_));
    writer.finish(time + 1);
    EXPECT_GT(std::filesystem::file_size(file_), 10'000'000U);
    EXPECT_EQ(writer.changes(), 1'100'000U);
}

TEST_F(Vcd, LeavesNothingBehindUnlessItWasFinished) {
    {
        const VcdWriter writer(file_, "host", pads());
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Vcd, SaysAtOnceThatAFileMayNotBeWritten) {
    EXPECT_THAT(error_text([&] { const VcdWriter writer(folder_.path(), "host", pads()); }),
                StartsWith("error: cannot write /"));
    EXPECT_EQ(error_text([&] { const VcdWriter writer("/nowhere/x.vcd", "host", pads()); }),
              "error: cannot write /nowhere/x.vcd\n"
              "  No such file or directory");
}

TEST_F(Vcd, SaysThatTheDiskIsFull) {
    VcdWriter writer("/dev/full", "host", pads());
    EXPECT_EQ(error_text([&] { writer.finish(5); }),
              "error: cannot write /dev/full\n"
              "  No space left on device");
}

}  // namespace
}  // namespace perth::cli
