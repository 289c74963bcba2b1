// The acceptance case SPQ-3.
#include "perth/sync/spsc_queue.hpp"

#include <thread>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SpscQueueTest : public RuntimeTest {
protected:
    using Numbers = SpscQueue<int, 256>;

    static Task<> send(Scheduler&, Numbers& out, int count) {
        for (int i = 0; i < count; ++i) EXPECT_TRUE(co_await out.put(i));
        out.close();
    }
    /// Gives how many came back, up to the first that is out of order.
    static Task<int> receive(Numbers& back) {
        int expected = 0;
        while (const std::optional<int> number = co_await back.next()) {
            if (*number != expected) break;
            ++expected;
        }
        co_return expected;
    }

    Scheduler sch;
};

using SPQ_3 = SpscQueueTest;

TEST_F(SPQ_3, AMillionNumbersGoToAThreadAndComeBackInOrder) {
    constexpr int count = 1'000'000;
    host::board().restart(host::Pace::wall_clock);
    Numbers out;
    Numbers back;
    std::thread thread([&] {
        const auto pause = [] { std::this_thread::yield(); };
        while (const Result<int> number = out.get_blocking(pause)) {
            EXPECT_TRUE(back.put_blocking(*number, pause));
        }
        back.close();
    });
    sch(send, out, count);
    EXPECT_EQ(sch.run(receive(back)), count);
    thread.join();
}

}  // namespace
}  // namespace perth
