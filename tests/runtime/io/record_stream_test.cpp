// The acceptance case SML-4.
#include "perth/io/record_stream.hpp"

#include <array>

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/io/scripted_device.hpp"

namespace perth {
namespace {

class RecordStreamTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
    ScriptedDevice device;
    Stream stream{device};
};

using SML_4 = RecordStreamTest;
using namespace std::string_literals;

std::string text(const Result<RecordStream::Record>& record) {
    return record ? std::string(record->begin(), record->end()) : name(record.error());
}

/// Receives `count` records with room for `room` bytes.
Task<> receive(Trace& story, Stream& stream, int count, std::size_t room = 32) {
    std::vector<std::uint8_t> buffer(room);
    RecordStream records(stream, buffer);
    for (int i = 0; i < count; ++i) {
        const auto record = co_await records.receive();
        story(text(record));
    }
}

TEST_F(SML_4, RecordsOfOneBlockAndAnotherTaskBetween) {
    device.deliver(10ms, "ab\0c"s + "d\0"s);
    const auto other = [](Scheduler&, Trace& story) -> Task<> {
        co_await sleep(10ms);
        for (int i = 0; i < 3; ++i) {
            story("other");
            co_await yield();
        }
    };
    sch(other, trace);
    sch.run(receive(trace, stream, 2));
    EXPECT_EQ(trace.text(), "ab@10 other@10 cd@10");
}

TEST_F(RecordStreamTest, OneThatIsTooLongIsSkippedAndSaidSo) {
    device.deliver(1ms, "abc\0defghijk\0lmn\0opqr\0st\0"s);
    device.end(2ms);
    sch.run(receive(trace, stream, 6, 4));
    EXPECT_EQ(trace.text(), "abc@1 out_of_range@1 lmn@1 out_of_range@1 st@1 end_of_stream@2");
}

TEST_F(RecordStreamTest, OneWithoutItsDelimiterIsNone) {
    device.deliver(1ms, "a\0\0b"s);
    device.end(2ms);
    sch.run(receive(trace, stream, 4));
    EXPECT_EQ(trace.text(), "a@1 @1 end_of_stream@2 end_of_stream@2");
}

TEST_F(RecordStreamTest, WithoutABufferEachIsTooLong) {
    device.deliver(1ms, "a\0"s);
    sch.run(receive(trace, stream, 1, 0));
    EXPECT_EQ(trace.text(), "out_of_range@0");
}

TEST_F(RecordStreamTest, AWaitThatIsGivenUpKeepsWhatHasCome) {
    device.deliver(1ms, "ab");
    device.deliver(30ms, "c\0"s);
    device.deliver(31ms, "de");
    device.deliver(50ms, "\0"s);
    const auto main = [](Scheduler& scheduler, Trace& story, Stream& from) -> Task<> {
        std::array<std::uint8_t, 8> buffer;
        RecordStream records(from, buffer);
        const auto late = co_await with_timeout(10ms, records.receive());
        story(text(late));
        story(text(co_await records.receive()));
        // One that is refused changes nothing.
        const auto first = [](Scheduler&, Trace& told, RecordStream& shared) -> Task<> {
            told(text(co_await shared.receive()));
        };
        const TaskHandle<> other = scheduler(first, story, records);
        co_await sleep(5ms);
        story(text(co_await records.receive()));
        (void)co_await other;
    };
    sch.run(main(sch, trace, stream));
    EXPECT_EQ(trace.text(), "timeout@10 abc@30 already_waiting@35 de@50");
}

TEST_F(RecordStreamTest, SendsWithTheDelimiter) {
    const auto main = [](Stream& to) -> Task<> {
        std::array<std::uint8_t, 8> buffer;
        RecordStream records(to, buffer, '|');
        const std::array<std::uint8_t, 2> record = {'h', 'i'};
        const std::array<std::uint8_t, 3> wrong = {'a', '|', 'b'};
        EXPECT_TRUE(co_await records.send(record));
        EXPECT_EQ((co_await records.send(wrong)).error(), Errc::invalid_argument);
        EXPECT_TRUE(co_await records.send({}));
    };
    sch.run(main(stream));
    EXPECT_EQ(device.written(), "hi||");
}

namespace example {
perth::Task<> forward(perth::Scheduler&, perth::Stream& from, perth::Stream& to) {
    std::uint8_t buffer[32];
    perth::RecordStream records(from, buffer);
    while (const auto record = co_await records.receive()) {
        (void)co_await to.write_all(*record);
    }
}
}  // namespace example

TEST_F(RecordStreamTest, Example) {
    device.deliver(1ms, "one\0two\0"s);
    device.end(2ms);
    ScriptedDevice other;
    Stream to(other);
    sch.run(example::forward(sch, stream, to));
    EXPECT_EQ(other.written(), "onetwo");
}

}  // namespace
}  // namespace perth
