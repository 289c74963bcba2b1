// The acceptance case DEM-4: reading with a timeout that each arrival begins anew.
#include "perth/io/read_until_quiet.hpp"

#include <array>

#include "tests/runtime/io/scripted_device.hpp"

namespace perth {
namespace {

class ReadUntilQuietTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
    ScriptedDevice device;
    Stream stream{device};
};

using DEM_4 = ReadUntilQuietTest;

Task<> read(Trace& story, Stream& from, int times) {
    std::array<std::uint8_t, 16> buffer;
    for (int i = 0; i < times; ++i) {
        const auto size = co_await read_until_quiet(from, buffer, 3000ms);
        story(size ? std::to_string(*size) : name(size.error()));
    }
}

TEST_F(DEM_4, FullBuffersAndThenWhatCameBeforeTheSilence) {
    for (int i = 0; i < 44; ++i) device.deliver(i * 500ms, "x");
    sch.run(read(trace, stream, 4));
    EXPECT_EQ(trace.text(), "16@7500 16@15500 12@24500 0@27500");
}

TEST_F(ReadUntilQuietTest, TheEndOfTheStream) {
    device.deliver(1ms, "abc");
    device.end(2ms);
    sch.run(read(trace, stream, 2));
    EXPECT_EQ(trace.text(), "3@2 end_of_stream@2");
}

namespace example {
perth::Task<> dump(perth::Scheduler&, perth::Stream& line) {
    std::uint8_t buffer[64];
    const auto size = co_await perth::read_until_quiet(line, buffer, 100ms);
    if (size) perth::println("{} bytes", *size);
}
}  // namespace example

TEST_F(ReadUntilQuietTest, Example) {
    device.deliver(1ms, "abc");
    sch.run(example::dump(sch, stream));
    EXPECT_THAT(host::board().console(), testing::EndsWith("3 bytes\n"));
}

}  // namespace
}  // namespace perth
