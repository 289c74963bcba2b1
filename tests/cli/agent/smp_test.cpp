#include "cli/agent/smp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace perth::cli {
namespace {

using Op = SmpPacket::Op;

/// Returns the packet that the lines make, if just the last one completes it.
std::optional<SmpPacket> read(std::string_view lines) {
    SmpReader reader;
    std::optional<SmpPacket> packet;
    while (!lines.empty()) {
        EXPECT_FALSE(packet) << "complete before its last line";
        const std::size_t end = lines.find('\n');
        packet = reader.line(lines.substr(0, end));
        lines.remove_prefix(end + 1);
    }
    return packet;
}

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// The bytes 0, 1, 2 …
Bytes counting(std::size_t size) {
    Bytes bytes;
    for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
    return bytes;
}

struct Example {
    std::string name;
    SmpPacket packet;
    std::string lines;
};

void PrintTo(const Example& example, std::ostream* out) { *out << example.name; }

class Smp : public testing::TestWithParam<Example> {};

TEST_P(Smp, IsWrittenAsLines) { EXPECT_EQ(smp_lines(GetParam().packet), GetParam().lines); }

TEST_P(Smp, IsReadFromLines) { EXPECT_EQ(read(GetParam().lines), GetParam().packet); }

const std::string upload_header =
    "\xa4\x63"
    "len\x19\x01" +
    std::string(1, '\0') +
    "\x63"
    "off" +
    std::string(1, '\0') +
    "\x63sha\x58\x20"
    "\x40\xaf\xf2\xe9\xd2\xd8\x92\x2e\x47\xaf\xd4\x64\x8e\x69\x67\x49"
    "\x71\x58\x78\x5f\xbd\x1d\xa8\x70\xe7\x11\x02\x66\xbf\x94\x48\x80"
    "\x64"
    "data\x58\x40";

Bytes upload_payload() {
    Bytes payload = bytes_of(upload_header);
    const Bytes data = counting(64);
    payload.insert(payload.end(), data.begin(), data.end());
    return payload;
}

// The first two are published in logs of mcumgr.
const std::vector<Example> examples = {
    {"TaskStatistics",
     {.op = Op::read, .command = 2},
     "\x06\x09"
     "AAoAAAAAAAAAAiBC\n"},
    {"ImageList",
     {.op = Op::read, .group = 1},
     "\x06\x09"
     "AAoAAAAAAAEAADcw\n"},
    {"Echo",
     {.op = Op::write,
      .sequence = 1,
      .payload = bytes_of("\xa1"
                          "adbhi")},
     "\x06\x09"
     "ABACAAAGAAABAKFhZGJoaU7E\n"},
    {"EchoReply",
     {.op = Op::write_reply,
      .sequence = 1,
      .payload = bytes_of("\xa1"
                          "arbhi")},
     "\x06\x09"
     "ABADAAAGAAABAKFhcmJoaQmb\n"},
    {"EchoOfVersion1",
     {.op = Op::write,
      .version = 1,
      .sequence = 1,
      .payload = bytes_of("\xa1"
                          "adbhi")},
     "\x06\x09"
     "ABAKAAAGAAABAKFhZGJoaaWv\n"},
    {"Reset",
     {.op = Op::write, .sequence = 5, .command = 5, .payload = {0xa0}},
     "\x06\x09"
     "AAsCAAABAAAFBaAiKA==\n"},
    {"ImageState",
     {.op = Op::read, .group = 1, .payload = {0xa0}},
     "\x06\x09"
     "AAsAAAABAAEAAKCG/g==\n"},
    {"FirstChunkOfAnUpload",
     {.op = Op::write, .group = 1, .sequence = 0x42, .command = 1, .payload = upload_payload()},
     "\x06\x09"
     "AIQCAAB6AAFCAaRjbGVuGQEAY29mZgBjc2hhWCBAr/Lp0tiSLkev1GSOaWdJcVh4X70dqHDnEQJmv5RIgGRkYXRh"
     "WEAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY\n"
     "\x04\x14"
     "GRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/NRU=\n"},
    {"Bootloader",
     {.op = Op::write, .group = 0x5045, .sequence = 7, .command = 1},
     "\x06\x09"
     "AAoCAAAAUEUHAYV2\n"},
};

INSTANTIATE_TEST_SUITE_P(Packets, Smp, testing::ValuesIn(examples),
                         [](const auto& info) { return info.param.name; });

TEST(SmpLines, MayCutTheCrcInTwo) {
    SmpPacket packet{.op = Op::write,
                     .sequence = 1,
                     .payload = bytes_of("\xa1\x61"
                                         "d\x78\x4d")};
    packet.payload.insert(packet.payload.end(), 77, 'x');
    const std::string lines = smp_lines(packet);
    EXPECT_EQ(lines.find('\n'), 126U);
    EXPECT_EQ(lines.substr(127),
              "\x04\x14"
              "5w==\n");
    EXPECT_EQ(read(lines), packet);
}

// As clients do that encode the whole and cut its text every 124 characters.
TEST(SmpReader, AcceptsTextThatWasCutAnywhere) {
    const std::string whole = "ABACAAAGAAABAKFhZGJoaU7E";
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        const std::string lines =
            "\x06\x09" + whole.substr(0, cut) + "\n\x04\x14" + whole.substr(cut) + "\n";
        EXPECT_TRUE(read(lines)) << cut;
    }
}

TEST(SmpReader, PassesOverTextAndStartsAgain) {
    SmpReader reader;
    EXPECT_FALSE(reader.line("uart:~$ help"));
    EXPECT_FALSE(
        reader.line("\x04\x14"
                    "AAoAAAAAAAAAAiBC"));
    EXPECT_FALSE(
        reader.line("\x06\x09"
                    "AAoA"));
    EXPECT_FALSE(reader.line("text between"));
    EXPECT_TRUE(
        reader.line("\r\x06\x09"
                    "AAoAAAAAAAAAAiBC\r"));
    EXPECT_FALSE(
        reader.line("\x04\x14"
                    "AAoAAAAAAAAAAiBC"));
}

TEST(SmpReader, DropsWhatIsBroken) {
    SmpReader reader;
    EXPECT_FALSE(
        reader.line("\x06\x09"
                    "AAoAAAAAAAAAAiBD"));  // CRC
    EXPECT_FALSE(
        reader.line("\x06\x09"
                    "AAoAAAAAAAAAAiBCAAAA"));  // more than announced
    EXPECT_FALSE(
        reader.line("\x06\x09"
                    "AAoAAAAA*AAAAiBC"));  // no base64
    EXPECT_FALSE(
        reader.line("\x06\x09"
                    "AAoAAAA=AAAAAiBC"));  // '=' in the middle
    EXPECT_FALSE(
        reader.line("\x06\x09"
                    "AAIAAA=="));  // no header
    EXPECT_FALSE(reader.line("\x06\x09"));
}

TEST(Crc16, IsThatOfTheCatalogue) { EXPECT_EQ(crc16_xmodem(bytes_of("123456789")), 0x31C3); }

}  // namespace
}  // namespace perth::cli
