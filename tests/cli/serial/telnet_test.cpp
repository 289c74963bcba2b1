#include "cli/serial/telnet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "cli/support/hex.hpp"

namespace perth::cli::serial {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

/// What an end made of some bytes.
struct Made {
    std::string data;
    std::string out;  ///< hexadecimal
    std::vector<std::pair<int, std::string>> subs;

    bool operator==(const Made&) const = default;
};

/// Gives the bytes in pieces of this size.
Made made_of(TelnetEnd& end, const std::string& text, std::size_t piece) {
    Made made;
    Bytes data;
    Bytes out;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        end.take(bytes_of(text.substr(at, piece)), data, out,
                 [&](std::uint8_t option, BytesView payload) {
                     made.subs.emplace_back(option, hex_text(payload));
                 });
    }
    made.data = std::string(data.begin(), data.end());
    made.out = hex_text(out);
    return made;
}

Made made_of(const std::string& text) {
    TelnetEnd end(TelnetEnd::Role::client);
    return made_of(end, text, text.size());
}

TEST(Telnet, TakesTheSameOutOfEveryPiece) {
    // Data with an escaped byte, an agreement, a subnegotiation with one, and other commands.
    const std::string text =
        "a\xff\xff"
        "b\xff\xfd\x2c\xff\xfa\x2c\x65\x01\xff\xff\x02\xff\xf0\xff\xf1"
        "c\xff\xfb\x18\xff\xfa\x2c\x6b\x30\xff\xf0";
    TelnetEnd whole(TelnetEnd::Role::client);
    const Made expected = made_of(whole, text, text.size());
    EXPECT_EQ(expected.data,
              "a\xff"
              "bc");
    EXPECT_EQ(expected.out, "ff fb 2c ff fe 18");
    EXPECT_THAT(expected.subs, ElementsAre(Pair(44, "65 01 ff 02"), Pair(44, "6b 30")));
    for (std::size_t piece = 1; piece < text.size(); ++piece) {
        TelnetEnd end(TelnetEnd::Role::client);
        EXPECT_EQ(made_of(end, text, piece), expected) << piece;
    }
}

TEST(Telnet, AsksForBytesAsTheyAreAndThePort) {
    TelnetEnd end(TelnetEnd::Role::client);
    Bytes out;
    end.open(out);
    EXPECT_EQ(out, (Bytes{0xFF, 0xFD, 0, 0xFF, 0xFB, 0, 0xFF, 0xFD, 3, 0xFF, 0xFB, 3, 0xFF, 0xFD,
                          0x2C, 0xFF, 0xFB, 0x2C}));
    EXPECT_FALSE(end.is_ours(TelnetOption::com_port));
    EXPECT_EQ(made_of(end, "\xff\xfd\x2c\xff\xfb\x03", 1).out, "");  // confirms what was asked
    EXPECT_TRUE(end.is_ours(TelnetOption::com_port));
    EXPECT_TRUE(end.is_theirs(TelnetOption::suppress_go_ahead));
    EXPECT_EQ(made_of(end, "\xff\xfd\x2c\xff\xfb\x03", 1).out, "");  // holds already: no loop
    EXPECT_EQ(made_of(end, "\xff\xfe\x2c", 1).out, "ff fc 2c");
    EXPECT_FALSE(end.is_ours(TelnetOption::com_port));
    EXPECT_TRUE(end.is_refused(TelnetOption::com_port));
}

TEST(Telnet, RefusesAnUnknownRequestOnce) {
    TelnetEnd end(TelnetEnd::Role::client);
    EXPECT_EQ(made_of(end, "\xff\xfd\x18\xff\xfd\x18\xff\xfb\x18\xff\xfb\x18", 1).out,
              "ff fc 18 ff fe 18");
    EXPECT_EQ(made_of(end, "\xff\xfe\x18\xff\xfc\x18", 1).out, "");
    EXPECT_EQ(made_of(end, "\xff\xfd\x01", 1).out, "ff fc 01");  // a client does not echo
    TelnetEnd server(TelnetEnd::Role::server);
    EXPECT_EQ(made_of(server, "\xff\xfd\x01", 1).out, "ff fb 01");
}

TEST(Telnet, DropsWhatIsNoSubnegotiation) {
    const std::string longest(TelnetEnd::longest_sub - 1, 'x');
    EXPECT_EQ(made_of("\xff\xfa\x2c" + longest + "\xff\xf0").subs.size(), 1U);
    EXPECT_THAT(made_of("\xff\xfa\x2c" + longest + "x\xff\xf0").subs, IsEmpty());
    EXPECT_THAT(made_of("\xff\xfa\xff\xf0").subs, IsEmpty());
    EXPECT_THAT(made_of("\xff\xfa\x2c\x05\xff\xf1").subs, IsEmpty());  // ends otherwise
    EXPECT_EQ(made_of("\xff\xfa\x2c\x05\xff\xf1z").data, "z");
    EXPECT_EQ(made_of("\xff\xfa\x2c\x05").data, "");  // never ends
}

TEST(Telnet, EscapesWhatItSends) {
    Bytes out;
    append_escaped(out, bytes_of("a\xff"
                                 "b"));
    EXPECT_EQ(hex_text(out), "61 ff ff 62");
    out.clear();
    append_sub(out, TelnetOption::com_port, Bytes{1, 0, 0, 0xFF, 0});
    EXPECT_EQ(hex_text(out), "ff fa 2c 01 00 00 ff ff 00 ff f0");
}

}  // namespace
}  // namespace perth::cli::serial
