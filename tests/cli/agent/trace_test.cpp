#include "cli/agent/trace.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "cli/support/error.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;

struct Raw {
    std::uint32_t time;
    TraceKind kind;
    std::uint32_t value;
};

void put(Bytes& bytes, std::uint32_t value, unsigned size = 4) {
    for (unsigned i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

Bytes piece(std::uint32_t from, std::uint32_t end, std::uint64_t now, const std::vector<Raw>& raw) {
    Bytes events;
    for (const Raw& event : raw) {
        put(events, event.time);
        put(events, static_cast<std::uint32_t>(event.kind) << 26 | event.value);
    }
    return CborMapWriter()
        .number("lo", now & UINT32_MAX)
        .number("hi", now >> 32)
        .number("size", 7)
        .boolean("on", true)
        .number("end", end)
        .number("from", from)
        .bytes("ev", events)
        .take();
}

Bytes tasks(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& list) {
    Bytes bytes;
    for (const auto& [id, code] : list) {
        put(bytes, id, 2);
        put(bytes, code);
    }
    return CborMapWriter().bytes("tasks", bytes).take();
}

/// Answers as it was told, and notes what it was asked: the command, and from where.
class Answers : public Agent {
public:
    explicit Answers(std::deque<Bytes> replies) : replies_(std::move(replies)) {}
    [[nodiscard]] CborValue ask(const AgentCall& call) override {
        const auto from = parse_cbor(call.payload)->number_of("from");
        asked.push_back(fmt::format("{}{}", call.command, from ? fmt::format(":{}", *from) : ""));
        const Bytes reply = replies_.front();
        replies_.pop_front();
        return *parse_cbor(reply);
    }
    void sleep(std::chrono::milliseconds) override {}

    std::vector<std::string> asked;

private:
    std::deque<Bytes> replies_;
};

std::vector<std::string> told(const TraceReader& reader) {
    std::vector<std::string> lines;
    for (const TraceEvent& event : reader.events()) {
        lines.push_back(fmt::format("{} {} {} {:x}", event.time, static_cast<int>(event.kind),
                                    event.value, event.place));
    }
    return lines;
}

using enum TraceKind;

TEST(TraceReader, PutsPiecesTogether) {
    Answers board({tasks({{1, 0x101}}), tasks({}), piece(0, 3, 50, {{10, turn, 1}, {20, sleep, 0}}),
                   piece(2, 3, 60, {{30, awake, 0}}), piece(3, 4, 90, {{80, mark, 0x44}})});
    TraceReader reader(board);
    reader.begin();
    reader.read();
    EXPECT_THAT(board.asked, ElementsAre("34:0", "34:1", "32", "32:2", "32:3"));
    EXPECT_THAT(told(reader),
                ElementsAre("0 6 1 101", "10 0 1 0", "20 2 0 0", "30 3 0 0", "80 13 68 44"));
    EXPECT_EQ(reader.lost(), 0U);
    EXPECT_EQ(reader.end(), 90);
}

TEST(TraceReader, CountsWhatWasOverwritten) {
    Answers board(
        {tasks({}), piece(0, 1, 50, {{10, turn, 1}}), piece(9, 10, 90, {{80, sleep, 0}})});
    TraceReader reader(board);
    reader.begin();
    reader.read();
    EXPECT_THAT(told(reader), ElementsAre("10 0 1 0", "10 18 8 0", "80 2 0 0"));
    EXPECT_EQ(reader.lost(), 8U);
}

TEST(TraceReader, GivesTimesTheirHighBits) {
    const std::uint64_t hour = 5'000'000'000;  // more than 32 bits
    const auto low = static_cast<std::uint32_t>(hour);
    Answers board({tasks({}), piece(0, 2, hour, {{low - 10, turn, 1}, {low - 4, sleep, 0}})});
    TraceReader reader(board);
    reader.begin();
    EXPECT_THAT(told(reader), ElementsAre("4999999990 0 1 0", "4999999996 2 0 0"));
}

TEST(TraceReader, NamesATaskWhoseAddressIsWhereTheTimeIsElse) {
    Answers board({tasks({}), piece(0, 2, 50, {{10, created, 2}, {0x10000321, named, 2}})});
    TraceReader reader(board);
    reader.begin();
    EXPECT_THAT(told(reader), ElementsAre("10 5 2 0", "10 6 2 10000321"));
}

TEST(TraceReader, GoesOnWithABoardThatHasStartedAgain) {
    Answers board({tasks({}), piece(0, 1, 500, {{400, turn, 1}}), piece(0, 1, 9, {{4, turn, 1}}),
                   tasks({{1, 0x99}}), tasks({})});
    TraceReader reader(board);
    reader.begin();
    reader.read();
    EXPECT_EQ(reader.restarts(), 1U);
    EXPECT_EQ(reader.lost(), 0U);
    EXPECT_THAT(told(reader), ElementsAre("400 0 1 0", "500 6 1 99", "504 0 1 0"));
}

TEST(TracePiece, RefusesWhatContradictsItself) {
    const auto complaint = [](const Bytes& reply) {
        return error_text([&] { (void)parse_trace_piece(*parse_cbor(reply)); });
    };
    const std::string head = "error: the agent tells nonsense about its trace\n  ";
    EXPECT_EQ(complaint(CborMapWriter().take()), head + "hi is missing or too large");
    EXPECT_EQ(complaint(piece(0, 0, std::uint64_t{1} << 62, {})),
              head + "its clock is at the end of time");
    EXPECT_EQ(complaint(piece(0, 8, 0, {})), head + "there are more than it holds");
    EXPECT_EQ(complaint(piece(5, 5, 0, {{1, turn, 1}})), head + "there are more than it holds");
    EXPECT_EQ(complaint(CborMapWriter()
                            .number("lo", 0)
                            .number("hi", 0)
                            .number("size", 7)
                            .number("end", 1)
                            .number("from", 0)
                            .bytes("ev", Bytes(7))
                            .take()),
              head + "its events are not whole");
    EXPECT_EQ(
        error_text([] {
            (void)parse_traced_tasks(*parse_cbor(CborMapWriter().bytes("tasks", Bytes(5)).take()));
        }),
        head + "its tasks are not whole");
}

}  // namespace
}  // namespace perth::cli
