// The agent's frame: what arrives at the console, and what comes back.
#include "perth/diag/agent.hpp"

#include <gmock/gmock.h>

#include "perth/io/print.hpp"
#include "tests/runtime/diag/agent_wire.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using cli::Bytes;
using test::ask;
using test::Heard;
using test::send;
using test::SmpPacket;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Op = SmpPacket::Op;

class AgentTest : public RuntimeTest {};

const SmpPacket echo = {
    .op = Op::write, .sequence = 1, .payload = {0xA1, 0x61, 'd', 0x62, 'h', 'i'}};
const SmpPacket parameters = {.sequence = 2, .command = 6};
const SmpPacket statistics = {.sequence = 3, .command = 2};

/// {"rc": status}, as long as status is below 24.
Bytes rc(detail::AgentStatus status) {
    return {0xBF, 0x62, 'r', 'c', static_cast<std::uint8_t>(status), 0xFF};
}

TEST_F(AgentTest, AnswersTheStandardsExample) {
    const auto reply = ask(echo);
    ASSERT_TRUE(reply);
    EXPECT_EQ(*reply, (SmpPacket{.op = Op::write_reply,
                                 .sequence = 1,
                                 .payload = {0xBF, 0x61, 'r', 0x62, 'h', 'i', 0xFF}}));
}

TEST_F(AgentTest, TellsHowLongAPacketMayBe) {
    EXPECT_EQ(ask(parameters)->payload,
              (Bytes{0xBF, 0x68, 'b', 'u', 'f', '_', 's', 'i', 'z', 'e', 0x19, 0x01, 0x40,
                     0x69, 'b',  'u', 'f', '_', 'c', 'o', 'u', 'n', 't', 1,    0xFF}));
}

TEST_F(AgentTest, TakesAPacketOfTheLengthThatItTells) {
    // The request's map takes six bytes beside the text, the reply's seven, each header eight.
    const auto long_echo = [](std::size_t size) {
        Bytes payload = {0xA1,
                         0x61,
                         'd',
                         0x79,
                         static_cast<std::uint8_t>(size >> 8),
                         static_cast<std::uint8_t>(size)};
        payload.resize(payload.size() + size, 'x');
        return SmpPacket{.op = Op::write, .payload = payload};
    };
    EXPECT_THAT(ask(long_echo(304))->payload, SizeIs(311));
    EXPECT_EQ(ask(long_echo(306))->payload, rc(detail::AgentStatus::too_big));  // the reply is
    EXPECT_FALSE(ask(long_echo(307)));                                          // no packet
}

TEST_F(AgentTest, SaysWhatItDoesNotUnderstand) {
    using detail::AgentStatus;
    EXPECT_EQ(ask({.op = Op::write, .group = 99})->payload, rc(AgentStatus::not_supported));
    EXPECT_EQ(ask({.op = Op::read, .command = 5})->payload, rc(AgentStatus::not_supported));
    EXPECT_EQ(ask({.op = Op::write, .payload = {0xA0}})->payload, rc(AgentStatus::invalid_value));
    EXPECT_EQ(ask({.op = Op::write, .payload = {0xA1}})->payload, rc(AgentStatus::invalid_value));
    EXPECT_FALSE(ask({.op = Op::read_reply}));  // a reply to somebody else
}

TEST_F(AgentTest, ListsTheTasks) {
    const auto reply = ask(statistics);
    ASSERT_TRUE(reply);
    const std::string text(reply->payload.begin(), reply->payload.end());
    EXPECT_THAT(text, HasSubstr("\x65tasks\xBF"));
    EXPECT_THAT(text, HasSubstr("/1\xBF\x64prio"));  // the task of this test
    EXPECT_THAT(text, EndsWith("\xFF\xFF\xFF"));
}

TEST_F(AgentTest, CutsTheListWhereTheReplyEnds) {
    Scheduler other;
    for (int i = 0; i < 40; ++i) other([]() -> Task<> { co_await sleep(1s); });
    const auto reply = ask(statistics);
    ASSERT_TRUE(reply);
    EXPECT_LE(reply->payload.size() + 8, detail::agent_packet);
    EXPECT_GT(reply->payload.size() + 8, detail::agent_packet - 60);
    EXPECT_TRUE(detail::CborMap(reply->payload).valid());
}

TEST_F(AgentTest, LeavesTextToTheProgram) {
    const Heard heard = send("abc\n" + cli::smp_lines(echo) + "def\n");
    EXPECT_EQ(heard.text, "abc\ndef\n");
    EXPECT_THAT(heard.replies, SizeIs(1));
}

TEST_F(AgentTest, BeginsALineWhereTheProgramHasNot) {
    print("half a line");
    const Heard heard = send(cli::smp_lines(echo));
    EXPECT_THAT(heard.printed, testing::StartsWith("\n\x06\x09"));
    print("x\n");
    EXPECT_THAT(send(cli::smp_lines(echo)).printed, testing::StartsWith("\x06\x09"));
}

TEST_F(AgentTest, AnswersOneAtATime) {
    SmpPacket second = echo;
    second.sequence = 2;
    const Heard heard = send(cli::smp_lines(echo) + cli::smp_lines(second));
    ASSERT_THAT(heard.replies, SizeIs(1));
    EXPECT_EQ(heard.replies.front().sequence, 1);
    EXPECT_EQ(ask(second)->sequence, 2);
}

TEST_F(AgentTest, DropsWhatComesWhileNoSchedulerRuns) {
    for (const char c : cli::smp_lines(echo)) {
        EXPECT_TRUE(hal::console_tap(static_cast<std::uint8_t>(c)));
    }
    EXPECT_EQ(ask(parameters)->sequence, 2);
}

TEST_F(AgentTest, ResetsAfterItsReply) {
    EXPECT_EXIT((void)ask({.op = Op::write, .command = 5}), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace perth
