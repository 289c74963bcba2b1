#include "cli/emulator/record.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

std::string told(const RecordEvent& event) {
    return fmt::format("{} {}{} level {} value {} hz {} at {:02x} {}{} [{}] [{}]\n", event.time,
                       "PtrAWIS"[static_cast<int>(event.signal)], event.number,
                       static_cast<int>(event.level), event.value, event.hertz, event.address,
                       event.is_read ? 'r' : 'w', event.is_acknowledged ? "" : " nack",
                       hex(event.bytes), hex(event.received));
}

std::string read(RecordReader& reader, std::string_view bytes) {
    std::string text;
    reader.feed(bytes, [&](const RecordEvent& event) { text += told(event); });
    return text;
}

std::string complaint(std::string_view bytes) {
    return error_text([&] {
        RecordReader reader;
        (void)read(reader, bytes);
    });
}

constexpr std::string_view every_kind =
    "0 P0 0\n"
    "1 P31 z\n"
    "2 U0t 41\n"
    "3 U1r 0aff\n"
    "4 A2 65535\n"
    "5 W3 1000 32768\n"
    "6 I0 48 w 0012 ok\n"
    "7 I1 7f r - nack\n"
    "8 S0 9f00 00ef\n"
    "9 end\n";

constexpr std::string_view every_event =
    "0 P0 level 0 value 0 hz 0 at 00 w [] []\n"
    "1 P31 level 2 value 0 hz 0 at 00 w [] []\n"
    "2 t0 level 2 value 0 hz 0 at 00 w [41] []\n"
    "3 r1 level 2 value 0 hz 0 at 00 w [0aff] []\n"
    "4 A2 level 2 value 65535 hz 0 at 00 w [] []\n"
    "5 W3 level 2 value 32768 hz 1000 at 00 w [] []\n"
    "6 I0 level 2 value 0 hz 0 at 48 w [0012] []\n"
    "7 I1 level 2 value 0 hz 0 at 7f r nack [] []\n"
    "8 S0 level 2 value 0 hz 0 at 00 w [9f00] [00ef]\n";

TEST(RecordReader, KnowsEveryKindOfLine) {
    RecordReader reader;
    EXPECT_EQ(read(reader, every_kind), every_event);
    EXPECT_TRUE(reader.has_ended());
    EXPECT_EQ(reader.time(), 9);
}

TEST(RecordReader, TakesPiecesOfAnySize) {
    for (std::size_t size = 1; size < 20; ++size) {
        RecordReader reader;
        std::string text;
        for (std::size_t at = 0; at < every_kind.size(); at += size) {
            text += read(reader, every_kind.substr(at, size));
        }
        EXPECT_EQ(text, every_event) << size;
    }
}

TEST(RecordReader, DoesNotTakeAnUnfinishedLine) {
    RecordReader reader;
    EXPECT_EQ(read(reader, "5 P0 1"), "");
    EXPECT_EQ(reader.time(), 0);
}

TEST(RecordReader, RefusesWhateverIsOfAnotherForm) {
    for (const char* line : {"",
                             "5",
                             "x P0 1",
                             "-5 P0 1",
                             "5 P0",
                             "5 P0 2",
                             "5 P0 1 ",
                             "5  P0 1",
                             "5 P 1",
                             "5 P256 1",
                             "5 P-1 1",
                             "5 Q0 1",
                             "5 U0 41",
                             "5 U0x 41",
                             "5 Ut 41",
                             "5 U16t 41",
                             "5 U0t 4",
                             "5 U0t g1",
                             "5 U0t",
                             "5 A0 65536",
                             "5 A0 -1",
                             "5 A0",
                             "5 W0 1000",
                             "5 W0 1000 65536",
                             "5 I0 80 w 00 ok",
                             "5 I0 48 x 00 ok",
                             "5 I0 48 w 00",
                             "5 I0 48 w 00 maybe",
                             "5 S0 00",
                             "5 S0 00 00 00",
                             "5 endless",
                             "5 end 1",
                             "99999999999999999999 P0 1"}) {
        EXPECT_EQ(complaint(fmt::format("1 P0 0\n{}\n", line)),
                  fmt::format("error: line 2 of what the firmware recorded is not in order{}{}",
                              *line == '\0' ? "" : "\n  ", line));
    }
}

TEST(RecordReader, RefusesTimeThatGoesBack) {
    EXPECT_EQ(complaint("5 P0 1\n4 P0 0\n"),
              "error: line 2 of what the firmware recorded goes back in time\n"
              "  4 P0 0");
}

TEST(RecordReader, RefusesWhatStandsBehindTheEnd) {
    EXPECT_EQ(complaint("5 end\n6 P0 0\n"),
              "error: line 2 of what the firmware recorded stands behind the end\n"
              "  6 P0 0");
}

TEST(RecordReader, RefusesALineThatDoesNotEnd) {
    EXPECT_EQ(complaint("5 U0t " + std::string(300'000, '0')),
              "error: line 1 of what the firmware recorded is too long\n"
              "  5 U0t 00000000000000000000000000000000000000000000000000000…");
}

TEST(RecordReader, ShowsHostileBytesHarmlessly) {
    EXPECT_EQ(complaint("\x1b]0;x\n"),
              "error: line 1 of what the firmware recorded is not in order\n"
              "  \\x1b]0;x");
}

}  // namespace
}  // namespace perth::cli
