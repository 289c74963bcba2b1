// A stream whose bytes come from a thread, under the race detector.
#include "perth/io/stream.hpp"

#include <string_view>
#include <thread>

#include "perth/sync/byte_ring.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class StreamRaceTest : public RuntimeTest {
protected:
    StreamRaceTest() { host::board().restart(host::Pace::wall_clock); }

    Scheduler sch;
};

constexpr int lines = 20'000;

TEST_F(StreamRaceTest, NoByteOfAThreadIsLost) {
    ByteRing<16> ring;
    Stream stream(ring);
    std::thread thread([&ring] {
        for (int i = 0; i < lines; ++i) {
            for (const char letter : std::to_string(i) + "\n") {
                while (!ring.write(static_cast<std::uint8_t>(letter))) std::this_thread::yield();
            }
        }
        ring.close();
    });
    const auto main = [](Stream& from) -> Task<int> {
        char buffer[16];
        int count = 0;
        for (;;) {
            const auto line = co_await from.read_line(buffer);
            if (!line) break;
            if (*line == std::to_string(count) + "\n") ++count;
        }
        co_return count;
    };
    EXPECT_EQ(sch.run(main(stream)), lines);
    thread.join();
}

}  // namespace
}  // namespace perth
