// The acceptance case DEM-3: a slow device is read and written by two tasks.
#include <array>

#include "tests/runtime/io/scripted_device.hpp"

namespace perth {
namespace {

class IorwTest : public RuntimeTest {
protected:
    Trace trace;
    ScriptedDevice device{100ms};  // takes a character each 100 ms, has one each 200 ms
    Stream stream{device};
    Scheduler sch;
};

using DEM_3 = IorwTest;

Task<> receive(Scheduler&, Trace& story, Stream& line) {
    std::array<char, 16> buffer;
    for (;;) {
        const auto text = co_await line.read_line(buffer);
        story(std::string(text.value().substr(0, text->size() - 1)));
    }
}

Task<> send(Trace& story, Stream& line) {
    co_await sleep(5000ms);
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(co_await line.write_all("hello\n"));
        story("sent");
        co_await sleep(2000ms);
    }
}

TEST_F(DEM_3, LinesComeAndGoAtTheDevicesPace) {
    const std::string_view line = "ready\n";
    for (int i = 0; i < 45; ++i) {
        const auto letter = static_cast<std::size_t>(i) % line.size();
        device.deliver((i + 1) * 200ms, std::string(1, line[letter]));
    }
    sch(receive, trace, stream);
    sch.run(send(trace, stream));
    EXPECT_EQ(device.written(), "hello\nhello\n");
    EXPECT_EQ(trace.text(),
              "ready@1200 ready@2400 ready@3600 ready@4800 sent@5500 ready@6000 ready@7200 "
              "sent@8000 ready@8400");
}

}  // namespace
}  // namespace perth
