#include "perth/diag/packet_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace perth::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Packet = std::vector<std::uint8_t>;

/// What comes of a text: the packets, and what is left for the program.
struct Read {
    std::vector<Packet> packets;
    std::string text;
};

Read read(std::string_view bytes, std::size_t longest = 16) {
    std::vector<std::uint8_t> room(longest + PacketReader::around);
    PacketReader reader(room);
    Read result;
    for (const char c : bytes) {
        const auto taken = reader.take(static_cast<std::uint8_t>(c));
        if (taken == PacketReader::Taken::text) result.text += c;
        if (taken != PacketReader::Taken::packet) continue;
        const auto packet = reader.packet();
        result.packets.emplace_back(packet.begin(), packet.end());
    }
    return result;
}

const Packet task_statistics = {0, 0, 0, 0, 0, 0, 0, 2};
// Published in the log of an mcumgr session.
constexpr std::string_view task_statistics_line =
    "\x06\x09"
    "AAoAAAAAAAAAAiBC\n";

TEST(PacketReader, ComputesTheCrcOfTheCatalogue) {
    const std::string_view digits = "123456789";
    EXPECT_EQ(crc16({reinterpret_cast<const std::uint8_t*>(digits.data()), digits.size()}), 0x31C3);
}

TEST(PacketReader, FindsAPacketWithoutAndWithPayload) {
    EXPECT_THAT(read(task_statistics_line).packets, ElementsAre(task_statistics));
    EXPECT_THAT(read("\x06\x09"
                     "ABACAAAGAAABAKFhZGJoaU7E\n")
                    .packets,
                ElementsAre(Packet{2, 0, 0, 6, 0, 0, 1, 0, 0xa1, 0x61, 0x64, 0x62, 0x68, 0x69}));
    EXPECT_THAT(read("\x06\x09"
                     "AAsCAAABAAAFBaAiKA==\n")
                    .packets,
                ElementsAre(Packet{2, 0, 0, 1, 0, 0, 5, 5, 0xa0}));
}

TEST(PacketReader, LeavesTextToTheProgram) {
    const Read seen = read("help\r\n" + std::string(task_statistics_line) + "\x04x\n a\x06\x09q\n");
    EXPECT_THAT(seen.packets, ElementsAre(task_statistics));
    EXPECT_EQ(seen.text, "help\r\n\x04x\n a\x06\x09q\n");
}

TEST(PacketReader, StartsAgainWithEachLine) {
    const std::string line(task_statistics_line);
    EXPECT_THAT(read("\x06\n" + line +
                     "\x06\x09"
                     "AAoA\n" +
                     line)
                    .packets,
                ElementsAre(task_statistics, task_statistics));
}

TEST(PacketReader, DropsWhatIsChangedInOneCharacter) {
    for (std::size_t i = 0; i + 1 < task_statistics_line.size(); ++i) {
        for (const char wrong : {'B', '0', '/', '=', '~', ' ', '\n'}) {
            std::string line(task_statistics_line);
            if (line[i] == wrong) continue;
            line[i] = wrong;
            EXPECT_THAT(read(line).packets, IsEmpty()) << i << " " << wrong;
        }
    }
}

TEST(PacketReader, DropsWhatIsCutOrTooLong) {
    const std::string line(task_statistics_line);
    for (std::size_t size = 0; size + 1 < line.size(); ++size) {
        EXPECT_THAT(read(line.substr(0, size) + "\n").packets, IsEmpty()) << size;
    }
    for (std::size_t more = 1; more < 300; ++more) {
        EXPECT_THAT(read("\x06\x09" + std::string(more * 4, 'A') + "\n").packets, IsEmpty());
    }
}

TEST(PacketReader, JoinsLines) {
    const std::string_view parts[] = {"AAsC", "AAAB", "AAAF", "BaAi", "KA=="};
    std::string lines;
    for (const auto part : parts) {
        lines += lines.empty() ? "\x06\x09" : "\x04\x14";
        lines += std::string(part) + "\n";
    }
    const Read seen = read("\x04\n" + lines +
                           "\x04\x14"
                           "AAAA\n");
    EXPECT_THAT(seen.packets, ElementsAre(Packet{2, 0, 0, 1, 0, 0, 5, 5, 0xa0}));
    EXPECT_EQ(seen.text,
              "\x04\n\x04\x14"
              "AAAA\n");  // nothing goes on there
}

TEST(PacketReader, PassesTypedControlKeysOnAtOnce) {
    std::array<std::uint8_t, 20> room{};
    PacketReader reader(room);
    for (const char key : {'\x04', '\x01', '\x02', '\x03', '\x05', '\x04', '\x14'}) {
        EXPECT_EQ(reader.take(static_cast<std::uint8_t>(key)), PacketReader::Taken::text)
            << int{key};
        EXPECT_EQ(reader.take('\r'), PacketReader::Taken::text);
        EXPECT_EQ(reader.take('\t'), PacketReader::Taken::text);
        EXPECT_EQ(reader.take('\n'), PacketReader::Taken::text);
    }
}

TEST(PacketReader, TextEndsAPacketThatIsNotWhole) {
    const std::string begun =
        "\x06\x09"
        "AAsC\n";
    EXPECT_EQ(read(begun + "x\n\x04\n").text, "x\n\x04\n");
    EXPECT_EQ(read(begun + "\x04\n\x04\n").text, "\n\x04\n");  // the first may go on
    EXPECT_EQ(read(begun + "\x04x\n\x04\n").text, "x\n\x04\n");
    EXPECT_THAT(read(begun + "x\n" + std::string(task_statistics_line)).packets,
                ElementsAre(task_statistics));
}

TEST(PacketReader, UsesTheOtherRoomFromTheNextPacketOn) {
    std::array<std::uint8_t, 20> small{};
    std::array<std::uint8_t, 40> large{};
    PacketReader reader(small);
    const std::string line(task_statistics_line);
    std::size_t packets = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (i == 5) reader.use(large);
        if (reader.take(static_cast<std::uint8_t>(line[i])) == PacketReader::Taken::packet) {
            ++packets;
            EXPECT_EQ(reader.packet().data(), small.data() + 2);
        }
    }
    for (const char c : line) {
        if (reader.take(static_cast<std::uint8_t>(c)) == PacketReader::Taken::packet) ++packets;
    }
    EXPECT_EQ(packets, 2U);
    EXPECT_EQ(reader.packet().data(), large.data() + 2);
}

// Ten million random characters, from those that packets are made of: none passes by chance more
// often than a CRC of 16 bits lets it, and then only with lengths that fit.
TEST(PacketReader, SurvivesNoise) {
    std::mt19937 random(1);
    const std::string_view letters = "\x06\x09\x04\n\rAAAAAAoQEgB/+=x";
    std::array<std::uint8_t, 20> room{};
    PacketReader reader(room);
    for (int i = 0; i < 10'000'000; ++i) {
        const auto byte = static_cast<std::uint8_t>(letters[random() % letters.size()]);
        if (reader.take(byte) != PacketReader::Taken::packet) continue;
        EXPECT_GE(reader.packet().size(), 8U);
        EXPECT_LE(reader.packet().size(), 16U);
    }
}

}  // namespace
}  // namespace perth::detail
