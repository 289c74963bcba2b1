// The acceptance cases STR-1 to STR-4.
#include "perth/io/stream.hpp"

#include <array>
#include <sim.hpp>

#include "perth/hal/uart.hpp"
#include "perth/sync/byte_ring.hpp"
#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/io/scripted_device.hpp"

namespace perth {
namespace {

class StreamTest : public RuntimeTest {
protected:
    /// "ab" at 10 ms, "c\nd" at 20, the end at 30.
    static void play(auto& device) {
        device.deliver(10ms, "ab");
        device.deliver(20ms, "c\nd");
        device.end(30ms);
    }

    Trace trace;
    Scheduler sch;
};

using STR_1 = StreamTest;
using STR_2 = StreamTest;
using STR_3 = StreamTest;
using STR_4 = StreamTest;

std::string text(const Result<std::string_view>& line) {
    if (!line) return name(line.error());
    std::string all(*line);
    if (all.ends_with('\n')) all.replace(all.size() - 1, 1, "\\n");
    return all;
}

/// What a read has put into its buffer, and its error, if any.
std::string text(const Stream& stream, const Result<std::size_t>& size,
                 std::span<const std::uint8_t> buffer) {
    const std::string bytes(buffer.begin(),
                            buffer.begin() + static_cast<std::ptrdiff_t>(stream.taken()));
    return size ? bytes : bytes + " " + name(size.error());
}

Task<> read_lines(Trace& story, Stream& stream, int count) {
    std::array<char, 16> buffer;
    for (int i = 0; i < count; ++i) {
        const auto line = co_await stream.read_line(buffer);
        story(text(line));
    }
}

TEST_F(STR_1, LinesUpToTheEnd) {
    ScriptedDevice device;
    play(device);
    Stream stream(device);
    sch.run(read_lines(trace, stream, 4));
    EXPECT_EQ(trace.text(), "abc\\n@20 d@30 end_of_stream@30 end_of_stream@30");
}

TEST_F(STR_1, TheSameFromADeviceThatHasToBeAsked) {
    QuietDevice device;
    play(device);
    Stream stream(device);
    sch.run(read_lines(trace, stream, 3));
    EXPECT_EQ(trace.text(), "abc\\n@20 d@30 end_of_stream@30");
}

TEST_F(STR_2, AnExactReadThatTheEndCutsShort) {
    ScriptedDevice device;
    play(device);
    Stream stream(device);
    const auto main = [](Trace& story, Stream& from) -> Task<> {
        std::array<std::uint8_t, 5> buffer;
        const auto five = co_await from.read_exactly(std::span(buffer));
        story(text(from, five, buffer));
    };
    sch.run(main(trace, stream));
    EXPECT_EQ(trace.text(), "abc\nd@20");
}

TEST_F(STR_2, MoreThanComesIsAnErrorAndWhatCameIsThere) {
    ScriptedDevice device;
    play(device);
    Stream stream(device);
    const auto main = [](Trace& story, Stream& from) -> Task<> {
        std::array<std::uint8_t, 6> buffer;
        const auto six = co_await from.read_exactly(std::span(buffer));
        story(text(from, six, buffer));
    };
    sch.run(main(trace, stream));
    EXPECT_EQ(trace.text(), "abc\nd end_of_stream@30");
}

TEST_F(STR_2, SomeIsWhatTheFirstArrivalBrings) {
    ScriptedDevice device;
    play(device);
    Stream stream(device);
    const auto main = [](Trace& story, Stream& from) -> Task<> {
        std::array<std::uint8_t, 8> buffer;
        const auto some = co_await from.read_some(buffer);
        story(text(from, some, buffer));
    };
    sch.run(main(trace, stream));
    EXPECT_EQ(trace.text(), "ab@10");
}

TEST_F(STR_3, DrainEndsWhenTheLastByteIsTaken) {
    ScriptedDevice device(10ms);
    Stream stream(device);
    const auto main = [](Trace& story, Stream& to) -> Task<> {
        EXPECT_TRUE(to.write("hello"));
        EXPECT_EQ(to.write("more").error(), Errc::queue_full);
        EXPECT_TRUE(co_await to.drain());
        story("drained");
        EXPECT_TRUE(to.write(""));
    };
    sch.run(main(trace, stream));
    EXPECT_EQ(device.written(), "hello");
    EXPECT_EQ(trace.text(), "drained@40");  // the first at 0, the fifth at 40
}

TEST_F(STR_3, DrainingADeviceThatIsAlwaysReadyGivesWay) {
    ScriptedDevice device;
    Stream stream(device);
    const auto writer = [](Scheduler&, Trace& story, Stream& to) -> Task<> {
        for (int i = 0; i < 3; ++i) {
            EXPECT_TRUE(to.write("x"));
            EXPECT_TRUE(co_await to.drain());
            story("write");
        }
    };
    const auto other = [](Trace& story) -> Task<> {
        for (int i = 0; i < 3; ++i) {
            co_await yield();
            story("other");
        }
    };
    sch(writer, trace, stream);
    sch.run(other(trace));
    EXPECT_EQ(trace.text(), "write@0 other@0 write@0 other@0 write@0 other@0");
}

Task<> read_for_ever(Scheduler&, Stream& from) {
    std::array<std::uint8_t, 4> buffer;
    (void)co_await from.read_exactly(std::span(buffer));
}

TEST_F(STR_4, ASecondReaderIsRefused) {
    ScriptedDevice device;
    QuietDevice quiet;
    for (int i = 0; i < 2; ++i) {
        Stream stream = i == 0 ? Stream(device) : Stream(quiet);
        const auto main = [](Scheduler& scheduler, Stream& from) -> Task<> {
            const TaskHandle<> first = scheduler(read_for_ever, from);
            co_await yield();
            std::array<std::uint8_t, 4> buffer;
            EXPECT_EQ((co_await from.read_some(buffer)).error(), Errc::already_waiting);
            EXPECT_FALSE(first.done());
            (void)first.cancel();
            const auto late = co_await with_timeout(1ms, from.read_some(buffer));
            EXPECT_EQ(late.error(), Errc::timeout);
        };
        sch.run(main(sch, stream));
    }
}

TEST_F(STR_4, ASecondWriterIsRefused) {
    ScriptedDevice device(10ms);
    Stream stream(device);
    const auto writer = [](Scheduler&, Stream& to) -> Task<> {
        EXPECT_TRUE(co_await to.write_all("abc"));
    };
    const auto main = [](Scheduler& scheduler, Stream& to, auto start) -> Task<> {
        const TaskHandle<> first = scheduler(start, to);
        co_await yield();
        EXPECT_EQ((co_await to.drain()).error(), Errc::already_waiting);
        EXPECT_EQ((co_await to.write_all("d")).error(), Errc::queue_full);
        EXPECT_TRUE(co_await first);
    };
    sch.run(main(sch, stream, writer));
    EXPECT_EQ(device.written(), "abc");
}

TEST_F(StreamTest, ALineThatIsTooLongIsReadInPieces) {
    ScriptedDevice device;
    device.deliver(1ms, "abcdefg\nhi\n");
    Stream stream(device);
    const auto main = [](Trace& story, Stream& from) -> Task<> {
        std::array<char, 4> buffer;
        story(text(co_await from.read_line(buffer)));
        EXPECT_EQ(std::string_view(buffer.data(), from.taken()), "abcd");
        for (int i = 0; i < 2; ++i) story(text(co_await from.read_line(buffer)));
        story(text(co_await from.read_line({})));
    };
    sch.run(main(trace, stream));
    EXPECT_EQ(trace.text(), "out_of_range@1 efg\\n@1 hi\\n@1 out_of_range@1");
}

TEST_F(StreamTest, AllUpToTheEnd) {
    ScriptedDevice device;
    play(device);
    Stream stream(device);
    const auto main = [](Trace& story, Stream& from) -> Task<> {
        std::array<std::uint8_t, 4> four;
        const auto first = co_await from.read_all(four);
        story(text(from, first, four));
        const auto second = co_await from.read_all(four);
        story(text(from, second, four));
        const auto third = co_await from.read_all(four);
        story(text(from, third, four));
    };
    sch.run(main(trace, stream));
    EXPECT_EQ(trace.text(), "abc\n out_of_range@20 d@30 @30");
}

TEST_F(StreamTest, ATimeoutLosesNothing) {
    for (const bool calls : {true, false}) {
        host::board().restart();
        ScriptedDevice device;
        QuietDevice quiet;
        if (calls) {
            play(device);
        } else {
            play(quiet);
        }
        Stream stream = calls ? Stream(device) : Stream(quiet);
        const auto main = [](Stream& from) -> Task<std::string> {
            std::array<char, 8> buffer;
            const auto late = co_await with_timeout(15ms, from.read_line(buffer));
            EXPECT_EQ(late.error(), Errc::timeout);
            const std::string begin(buffer.data(), from.taken());
            const auto rest = co_await from.read_line(buffer);
            co_return begin + "|" + text(rest);
        };
        EXPECT_EQ(sch.run(main(stream)), "ab|c\\n");
    }
}

TEST_F(StreamTest, ABrokenLinkIsTheErrorOfBothDirections) {
    ScriptedDevice device(10ms);
    device.deliver(1ms, "a");
    device.end(15ms, Errc::link_down);
    Stream stream(device);
    const auto writer = [](Scheduler&, Trace& story, Stream& to) -> Task<> {
        const auto written = co_await to.write_all("abc");
        story(std::string("write ") + name(written.error()));
        EXPECT_EQ(to.write("d").error(), Errc::link_down);
        EXPECT_EQ((co_await to.write_all("d")).error(), Errc::link_down);
    };
    const auto main = [](Scheduler& scheduler, Trace& story, Stream& from, auto start) -> Task<> {
        const TaskHandle<> other = scheduler(start, story, from);
        std::array<char, 8> buffer;
        const auto line = co_await from.read_line(buffer);
        story("read " + text(line));
        EXPECT_TRUE(co_await other);
    };
    sch.run(main(sch, trace, stream, writer));
    EXPECT_EQ(device.written(), "ab");
    EXPECT_EQ(trace.text(), "read link_down@15 write link_down@15");
}

TEST_F(StreamTest, AWriteThatIsGivenUpForgetsTheRest) {
    for (const Duration taking : {10ms, 0ms}) {
        host::board().restart();
        ScriptedDevice device(taking);
        Stream stream(device);
        const auto main = [](Stream& to) -> Task<> {
            {
                const std::string gone = "abcdef";
                (void)co_await with_timeout(15ms, to.write_all(gone));
            }
            EXPECT_TRUE(co_await to.write_all("g"));
        };
        sch.run(main(stream));
        EXPECT_EQ(device.written(), taking > 0ms ? "abg" : "abcdefg");
    }
}

TEST_F(StreamTest, AWriteBehindAFinishedDrainIsNotForgotten) {
    const auto first = [](Scheduler&, Stream& to) -> Task<> {
        EXPECT_TRUE(co_await to.write_all("a"));  // has finished, and gives way
    };
    const auto second = [](Scheduler& scheduler, Stream& to, auto start) -> Task<> {
        const TaskHandle<> other = scheduler(start, to);
        co_await yield();
        EXPECT_EQ((co_await to.write_all("no")).error(), Errc::already_waiting);
        EXPECT_TRUE(to.write("bc"));
        EXPECT_TRUE(co_await other);
        EXPECT_TRUE(co_await to.drain());
    };
    ScriptedDevice device(10ms);
    QuietDevice quiet(10ms);
    Stream stream(device);
    Stream asked(quiet);
    sch.run(second(sch, stream, first));
    sch.run(second(sch, asked, first));
    EXPECT_EQ(device.written(), "abc");
    EXPECT_EQ(quiet.written(), "abc");
}

TEST_F(StreamTest, OneTaskReadsWhileAnotherWrites) {
    ScriptedDevice device(3ms);
    for (int i = 1; i <= 5; ++i) device.deliver(i * 4ms, "r\n");
    Stream stream(device);
    const auto writer = [](Scheduler&, Stream& to) -> Task<> {
        EXPECT_TRUE(co_await to.write_all("written"));
    };
    const auto main = [](Scheduler& scheduler, Trace& story, Stream& both, auto start) -> Task<> {
        const TaskHandle<> other = scheduler(start, both);
        co_await read_lines(story, both, 5);
        EXPECT_TRUE(other.done());
    };
    sch.run(main(sch, trace, stream, writer));
    EXPECT_EQ(trace.text(), "r\\n@4 r\\n@8 r\\n@12 r\\n@16 r\\n@20");
    EXPECT_EQ(device.written(), "written");
}

TEST_F(StreamTest, AWaiterIsWokenOnceNotForEachByte) {
    ScriptedDevice device;
    for (int i = 0; i < 9; ++i) device.deliver(Duration(1ms) * i, "x");
    device.deliver(9ms, "\n");
    Stream stream(device);
    int turns = 0;
    const auto counted = [](Stream& from, int& count) -> Task<> {
        std::array<char, 16> buffer;
        ++count;
        EXPECT_TRUE(co_await from.read_line(buffer));
        ++count;
    };
    sch.run(counted(stream, turns));
    EXPECT_EQ(turns, 2);
    EXPECT_EQ(device.reads(), 10 + 11);  // each byte, and each time that there is none yet
}

TEST_F(StreamTest, IoGoesFirstIfTheOrderSaysSo) {
    for (const auto& [order, expected] :
         {std::pair(Order::round_robin, "line@150"), std::pair(Order::io_first, "line@100")}) {
        for (const bool calls : {true, false}) {
            host::board().restart();
            ScriptedDevice device;
            QuietDevice quiet;
            device.deliver(98ms, "\n");
            quiet.deliver(98ms, "\n");
            Stream stream = calls ? Stream(device) : Stream(quiet);
            Scheduler scheduler;
            scheduler.set_order(order);
            const auto hog = [](Scheduler&) -> Task<> {
                for (;;) {
                    busy_wait(5ms);
                    co_await yield();
                }
            };
            for (int i = 0; i < 10; ++i) scheduler(hog);
            const auto main = [](Trace& story, Stream& from) -> Task<> {
                std::array<char, 4> buffer;
                (void)co_await from.read_line(buffer);
                story("line");
            };
            Trace story;
            scheduler.run(main(story, stream));
            EXPECT_EQ(story.text(), expected) << calls;
        }
    }
}

TEST_F(StreamTest, ReadsWhatAnInterruptWritesIntoARing) {
    ByteRing<8> ring;
    const auto write = [&ring](std::string_view bytes) {
        for (const char byte : bytes) (void)ring.write(static_cast<std::uint8_t>(byte));
    };
    host::board().at(10ms, [&] { write("ab"); });
    host::board().at(20ms, [&] { write("c\nd"); });
    host::board().at(30ms, [&] { ring.close(); });
    Stream stream(ring);
    sch.run(read_lines(trace, stream, 3));
    EXPECT_EQ(trace.text(), "abc\\n@20 d@30 end_of_stream@30");
}

TEST_F(StreamTest, ReadsAndWritesAUart) {
    hal::Uart<uart::U0> uart;
    sim::UartPeer peer(0);
    peer.on_line([&peer](std::string_view line) { peer.send(std::string(line) + "!\n"); });
    Stream stream(uart);
    ASSERT_TRUE(uart.begin(9600));  // a stream may be there before
    const auto main = [](Stream& line) -> Task<std::size_t> {
        const std::string much(1000, 'x');  // more than the port's queue takes
        std::array<char, 80> buffer;
        std::size_t lines = 0;
        for (std::size_t size = 1; size <= 60; ++size, ++lines) {
            const std::string sent(size, 'a');
            EXPECT_TRUE(co_await line.write_all(sent + "\n"));
            const auto answer = co_await line.read_line(buffer);
            if (answer.value() != sent + "!\n") break;
        }
        EXPECT_TRUE(co_await line.write_all(much));
        co_return lines;
    };
    EXPECT_EQ(sch.run(main(stream)), 60U);
    busy_wait(1s);
    EXPECT_TRUE(peer.received().ends_with(std::string(1000, 'x')));
}

TEST_F(StreamTest, ARingTakesWhatFindsRoom) {
    ByteRing<4> ring;
    Stream stream(ring);
    EXPECT_TRUE(stream.write("abc"));
    EXPECT_EQ(stream.write("de").error(), Errc::queue_full);
}

using StreamDeathTest = StreamTest;

TEST_F(StreamDeathTest, DestroyedWhileATaskWaits) {
    const auto main = [](Scheduler& scheduler) -> Task<> {
        ScriptedDevice device;
        Stream stream(device);
        scheduler(read_for_ever, stream);
        co_await yield();
    };
    EXPECT_DEATH(sch.run(main(sch)), "destroyed while a task waits for it");
}

namespace example {
perth::Task<> answer(perth::Scheduler&, perth::Stream& line) {
    char buffer[80];
    while (const auto text = co_await line.read_line(buffer)) {
        if (*text == "status\n") (void)co_await line.write_all("fine\n");
    }
}
}  // namespace example

TEST_F(StreamTest, Example) {
    ScriptedDevice device;
    device.deliver(1ms, "hello\nstatus\n");
    device.end(2ms);
    Stream stream(device);
    sch.run(example::answer(sch, stream));
    EXPECT_EQ(device.written(), "fine\n");
}

}  // namespace
}  // namespace perth
