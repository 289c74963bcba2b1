// The acceptance cases BRG.
#include "perth/sync/byte_ring.hpp"

#include <numeric>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ByteRingTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using BRG_1 = ByteRingTest;
using BRG_2 = ByteRingTest;

using Eight = ByteRing<8>;
using Bytes = std::vector<std::uint8_t>;

/// What a read with room for `room` bytes finds.
Bytes read(Eight& ring, std::size_t room) {
    Bytes bytes(room);
    bytes.resize(ring.try_read(bytes));
    return bytes;
}

TEST_F(BRG_1, TheNinthByteFindsNoRoomAndTheOthersComeInOrder) {
    Eight ring;
    host::board().at(1ms, [&ring] {
        for (std::uint8_t i = 1; i <= 8; ++i) EXPECT_TRUE(ring.write(i));
        EXPECT_EQ(ring.write(std::uint8_t{9}).error(), Errc::queue_full);
    });
    const auto main = [](Eight& shared) -> Task<> {
        co_await sleep(1ms);
        EXPECT_EQ(shared.size(), 8U);
        EXPECT_EQ(read(shared, 20), Bytes({1, 2, 3, 4, 5, 6, 7, 8}));
        EXPECT_EQ(shared.size(), 0U);
    };
    sch.run(main(ring));
}

TEST_F(BRG_2, AReaderGoesOnInTheInstantOfTheFirstByte) {
    Eight ring;
    host::board().at(50ms, [&ring] { EXPECT_TRUE(ring.write(std::uint8_t{'x'})); });
    host::board().at(60ms, [&ring] { ring.close(); });
    const auto main = [](Trace& story, Eight& shared) -> Task<> {
        std::uint8_t buffer[4] = {};
        const Result<std::size_t> size = co_await shared.read_some(buffer);
        EXPECT_EQ(size.value(), 1U);
        story(std::string(1, static_cast<char>(buffer[0])));
        EXPECT_EQ((co_await shared.read_some(buffer)).error(), Errc::end_of_stream);
        story("end");
    };
    sch.run(main(trace, ring));
    EXPECT_EQ(trace.text(), "x@50 end@60");
}

TEST_F(ByteRingTest, WrapsWhereverItBegins) {
    Eight ring;
    std::uint8_t next = 0;
    Bytes received;
    Bytes expected(100);
    std::iota(expected.begin(), expected.end(), std::uint8_t{0});
    for (std::size_t step = 1; received.size() < expected.size(); step = step % 11 + 1) {
        const std::size_t end = std::min(expected.size(), next + step);
        const std::span<const std::uint8_t> all(expected);
        next = static_cast<std::uint8_t>(next + ring.write(all.subspan(next, end - next)));
        for (const std::uint8_t byte : read(ring, step / 2 + 1)) received.push_back(byte);
    }
    EXPECT_EQ(received, expected);
}

TEST_F(ByteRingTest, ASecondReaderIsRefused) {
    Eight ring;
    const auto reader = [](Scheduler&, Eight& shared) -> Task<> {
        std::uint8_t buffer[4] = {};
        (void)co_await shared.read_some(buffer);
    };
    const auto main = [](Scheduler& scheduler, Eight& shared, auto start) -> Task<> {
        const TaskHandle<> first = scheduler(start, shared);
        co_await yield();
        std::uint8_t buffer[4] = {};
        EXPECT_EQ((co_await shared.read_some(buffer)).error(), Errc::already_waiting);
        EXPECT_FALSE(first.done());
        shared.close();
        (void)co_await first;
    };
    sch.run(main(sch, ring, reader));
}

TEST_F(ByteRingTest, TellsWhenBytesAreWrittenAndAtTheEnd) {
    Eight ring;
    int calls = 0;
    ring.on_receive({[](void* count) { ++*static_cast<int*>(count); }, &calls});
    Bytes buffer(4);
    EXPECT_EQ(ring.read(buffer).value(), 0U);
    EXPECT_TRUE(ring.write(std::uint8_t{7}));
    EXPECT_EQ(calls, 1);
    ring.close();
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(ring.read(buffer).value(), 1U);
    EXPECT_EQ(ring.read(buffer).error(), Errc::end_of_stream);
    ring.on_receive({});
    ring.close();
    EXPECT_EQ(calls, 2);
}

namespace example {
perth::ByteRing<64> received;

void on_byte(std::uint8_t byte) { (void)received.write(byte); }  // in an interrupt

perth::Task<std::size_t> read() {
    std::uint8_t buffer[16];
    const perth::Result<std::size_t> size = co_await received.read_some(buffer);
    co_return size.value();
}
}  // namespace example

TEST_F(ByteRingTest, Example) {
    host::board().at(1ms, [] {
        example::on_byte(1);
        example::on_byte(2);
    });
    EXPECT_EQ(sch.run(example::read()), 2U);
}

}  // namespace
}  // namespace perth
