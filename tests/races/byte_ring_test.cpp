// A ByteRing that a thread writes, under the race detector.
#include "perth/sync/byte_ring.hpp"

#include <array>
#include <thread>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ByteRingRaces : public RuntimeTest {
protected:
    ByteRingRaces() { host::board().restart(host::Pace::wall_clock); }

    /// Gives how many bytes came, up to the first that is out of order.
    static Task<int> receive(ByteRing<61>& ring) {
        std::array<std::uint8_t, 16> buffer;
        for (int expected = 0;;) {
            const Result<std::size_t> size = co_await ring.read_some(buffer);
            if (!size) co_return expected;
            for (std::size_t i = 0; i < size.value(); ++i, ++expected) {
                if (buffer[i] != static_cast<std::uint8_t>(expected)) co_return expected;
            }
        }
    }

    Scheduler sch;
};

TEST_F(ByteRingRaces, AMillionBytesOfAThreadArriveInOrder) {
    constexpr int count = 1'000'000;
    ByteRing<61> ring;
    std::thread thread([&] {
        for (int sent = 0; sent < count;) {
            std::array<std::uint8_t, 7> bytes;
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                bytes[i] = static_cast<std::uint8_t>(sent + static_cast<int>(i));
            }
            const auto rest = static_cast<std::size_t>(count - sent);
            const std::size_t written =
                ring.write(std::span(bytes).first(std::min(bytes.size(), rest)));
            if (written == 0) std::this_thread::yield();
            sent += static_cast<int>(written);
        }
        ring.close();
    });
    EXPECT_EQ(sch.run(receive(ring)), count);
    thread.join();
}

}  // namespace
}  // namespace perth
