#include "cli/serial/rfc2217.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "cli/support/hex.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/fakes/dialogue_stream.hpp"

namespace perth::cli::serial {
namespace {

using namespace std::chrono_literals;
using fakes::DialogueStream;
using testing::EndsWith;
using testing::HasSubstr;
using Turn = DialogueStream::Turn;

/// Bytes of a text that may hold zeros.
template <std::size_t size>
std::string bytes(const char (&text)[size]) {
    return std::string(text, size - 1);
}

const Turn agrees = {bytes("\xff\xfb\x2c"), bytes("\xff\xfd\x2c\xff\xfb\x00\xff\xfd\x00")};
const std::string no_flow = bytes("\xff\xfa\x2c\x05\x01\xff\xf0");
/// What a server answers to 115200 8N1.
const std::string made_8n1 = bytes(
    "\xff\xfa\x2c\x65\x00\x01\xc2\x00\xff\xf0\xff\xfa\x2c\x66\x08\xff\xf0"
    "\xff\xfa\x2c\x67\x01\xff\xf0\xff\xfa\x2c\x68\x01\xff\xf0");

/// A client whose server plays these turns behind the beginning; `line` is what it talks through.
std::unique_ptr<Stream> client(std::vector<Turn> turns, DialogueStream*& line,
                               const Settings& settings = {}) {
    turns.insert(turns.begin(), agrees);
    auto stream = std::make_unique<DialogueStream>(std::move(turns));
    line = stream.get();
    return open_rfc2217(std::move(stream), settings);
}

std::unique_ptr<Stream> opened(std::vector<Turn> more, DialogueStream*& line) {
    more.insert(more.begin(), {no_flow, made_8n1});
    return client(std::move(more), line);
}

std::string read_all(Stream& stream) {
    std::string text;
    std::array<std::uint8_t, 64> piece{};
    while (const std::size_t size = stream.read(piece, stream.now())) {
        text.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(size));
    }
    return text;
}

TEST(Rfc2217, SetsThePortAsItIsOpened) {
    DialogueStream* line = nullptr;
    const auto stream = opened({}, line);
    EXPECT_TRUE(line->is_done());
    EXPECT_THAT(line->heard(),
                EndsWith(bytes("\xff\xfa\x2c\x01\x00\x01\xc2\x00\xff\xf0"
                               "\xff\xfa\x2c\x02\x08\xff\xf0\xff\xfa\x2c\x03\x01\xff\xf0"
                               "\xff\xfa\x2c\x04\x01\xff\xf0\xff\xfa\x2c\x05\x01\xff\xf0")));
}

TEST(Rfc2217, CarriesEveryByteBothWays) {
    DialogueStream* line = nullptr;
    const auto stream = opened({{"!", bytes("x\xff\xff\x00y")}}, line);
    stream->write(Bytes{'a', 0xFF, 'b', '!'}, stream->now());
    EXPECT_THAT(line->heard(), EndsWith("a\xff\xff"
                                        "b!"));
    EXPECT_EQ(read_all(*stream), bytes("x\xff\x00y"));
}

TEST(Rfc2217, KeepsWhatComesWhileAnAnswerIsWaitedFor) {
    DialogueStream* line = nullptr;
    const auto stream = opened(
        {{bytes("\x05\x09\xff\xf0"), "boot" + bytes("\xff\xfa\x2c\x69\x09\xff\xf0") + "ing"}},
        line);
    EXPECT_FALSE(stream->has_bytes());
    stream->set_lines(Level::off, Level::keep);
    EXPECT_TRUE(stream->has_bytes());
    EXPECT_EQ(read_all(*stream), "booting");
}

TEST(Rfc2217, DrivesTheLinesAndABreak) {
    DialogueStream* line = nullptr;
    const auto stream = opened({{bytes("\x05\x09\xff\xf0"), bytes("\xff\xfa\x2c\x69\x09\xff\xf0")},
                                {bytes("\x05\x0b\xff\xf0"), bytes("\xff\xfa\x2c\x69\x0b\xff\xf0")},
                                {bytes("\x05\x05\xff\xf0"), bytes("\xff\xfa\x2c\x69\x05\xff\xf0")},
                                {bytes("\x05\x06\xff\xf0"), bytes("\xff\xfa\x2c\x69\x06\xff\xf0")}},
                               line);
    const auto before = stream->now();
    stream->set_lines(Level::off, Level::on);
    stream->send_break(250ms);
    EXPECT_TRUE(line->is_done());
    EXPECT_EQ(stream->now() - before, 250ms);  // no answer was waited for in vain
}

// An answer to something else, late, is none; and who answers none is asked in vain once.
TEST(Rfc2217, WaitsOnceForAServerThatAnswersNoLines) {
    DialogueStream* line = nullptr;
    const auto stream =
        opened({{bytes("\x05\x09\xff\xf0"), bytes("\xff\xfa\x2c\x69\x01\xff\xf0")}}, line);
    const auto before = stream->now();
    stream->set_lines(Level::off, Level::keep);
    EXPECT_EQ(stream->now() - before, 3s);
    stream->set_lines(Level::on, Level::on);
    EXPECT_EQ(stream->now() - before, 3s);
}

TEST(Rfc2217, DropsWhatCameBeforeAPurge) {
    DialogueStream* line = nullptr;
    const auto stream = opened(
        {{bytes("\x0c\x01\xff\xf0"), "old" + bytes("\xff\xfa\x2c\x70\x01\xff\xf0") + "new"}}, line);
    stream->discard_input();
    EXPECT_EQ(read_all(*stream), "new");
}

TEST(Rfc2217, SendsNothingWhileTheServerHasStoppedIt) {
    DialogueStream* line = nullptr;
    const auto stream = opened({{"1", bytes("\xff\xfa\x2c\x6c\xff\xf0")}}, line);
    stream->write(Bytes{'1'}, stream->now());
    EXPECT_EQ(error_text([&] { stream->write(Bytes{'2'}, stream->now() + 1s); }),
              "error: /dev/ttyACM0 takes no bytes\n  its server has stopped them");
    EXPECT_THAT(line->heard(), EndsWith("1"));
}

TEST(Rfc2217, KnowsTheLinesOfTheOtherEnd) {
    DialogueStream* line = nullptr;
    const auto stream = opened({{"?", bytes("\xff\xfa\x2c\x6b\x33\xff\xf0")}}, line);
    EXPECT_EQ(stream->modem_lines(), 0);
    stream->write(Bytes{'?'}, stream->now());
    (void)read_all(*stream);
    EXPECT_EQ(stream->modem_lines(), clear_to_send | data_set_ready);
}

TEST(Rfc2217, TellsServersThatAreNone) {
    const auto open_with = [](std::vector<Turn> turns) {
        (void)open_rfc2217(std::make_unique<DialogueStream>(std::move(turns)), {});
    };
    EXPECT_EQ(error_text([&] { open_with({}); }),
              "error: /dev/ttyACM0 is no RFC 2217 server\n"
              "  no answer in 3 s\n"
              "  hint: for plain TCP, say socket://HOST:PORT");
    EXPECT_EQ(error_text(
                  [&] { open_with({{bytes("\xff\xfb\x2c"), bytes("\xff\xfc\x2c\xff\xfe\x2c")}}); }),
              "error: /dev/ttyACM0 is no RFC 2217 server\n"
              "  it says so\n"
              "  hint: for plain TCP, say socket://HOST:PORT");
    EXPECT_EQ(error_exit([&] { open_with({}); }), Exit::device_error);
}

TEST(Rfc2217, TellsWhatTheServerDoesNotSet) {
    const auto answered = [](const std::string& answer) {
        return error_text([&] {
            DialogueStream* line = nullptr;
            (void)client({{no_flow, answer}}, line, {.parity = Parity::even});
        });
    };
    std::string made = made_8n1;
    EXPECT_EQ(answered(made),
              "error: /dev/ttyACM0 cannot be set to even parity\n"
              "  its server made no parity of it");
    made.replace(made.find(bytes("\x66\x08")), 2, "\x66\x07");
    EXPECT_EQ(answered(made),
              "error: /dev/ttyACM0 cannot be set to 8 data bits\n"
              "  its server made 7 data bits of it");
    made.replace(made.find(bytes("\x01\xc2")), 2, bytes("\x00\xe1"));
    EXPECT_EQ(answered(made),
              "error: /dev/ttyACM0 cannot be set to 115200 baud\n"
              "  its driver made 57600 baud of it");
    EXPECT_EQ(answered("?"),
              "error: /dev/ttyACM0 does not answer\n"
              "  it was asked for 115200 baud, 3 s ago");
}

}  // namespace
}  // namespace perth::cli::serial
