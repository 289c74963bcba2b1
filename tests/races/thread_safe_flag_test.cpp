// The acceptance case TSF-6 under the race detector, and the same for what is made like the flag.
#include "perth/sync/thread_safe_flag.hpp"

#include <thread>

#include "perth/sync/delay.hpp"
#include "perth/sync/message.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ThreadSafeTest : public RuntimeTest {
protected:
    ThreadSafeTest() { host::board().restart(host::Pace::wall_clock); }

    Scheduler sch;
};

using TSF_6 = ThreadSafeTest;

constexpr int sets = 1'000'000;

TEST_F(TSF_6, AMillionSetsFromAThreadAreNeverLost) {
    ThreadSafeFlag flag;
    std::atomic<int> sent = 0;
    const auto main = [](ThreadSafeFlag& raised, const std::atomic<int>& count) -> Task<int> {
        int seen = 0;
        while (seen < sets) {
            (void)co_await raised.wait();
            seen = count.load();
        }
        co_return seen;
    };
    std::thread thread([&] {
        for (int i = 0; i < sets; ++i) {
            sent.fetch_add(1);
            flag.set();
        }
    });
    EXPECT_EQ(sch.run(main(flag, sent)), sets);  // returns only if the last set arrives
    thread.join();
}

struct Pair {
    int number;
    int negative;
};

TEST_F(ThreadSafeTest, NoReaderSeesHalfOfAMessage) {
    Message<Pair> message;
    const auto main = [](Message<Pair>& shared) -> Task<int> {
        int torn = 0;
        for (int last = 0; last < 200'000;) {
            const Pair pair = co_await shared.wait();
            shared.clear();
            // Cleared while the next came: its value is read, too, or its event comes.
            last = shared.value().number;
            if (pair.number != -pair.negative) ++torn;
        }
        co_return torn;
    };
    std::thread thread([&] {
        for (int i = 1; i <= 200'000; ++i) message.set({i, -i});
    });
    EXPECT_EQ(sch.run(main(message)), 0);
    thread.join();
}

TEST_F(ThreadSafeTest, AThreadMayTriggerAndStopADelay) {
    Delay delay(sch, 1h, [] { return 42; });
    const auto main = [](auto& triggered) -> Task<> { co_await triggered.wait(); };
    std::thread thread([&] {
        for (int i = 0; i < 20'000; ++i) {
            EXPECT_TRUE(delay.trigger());
            if (i % 3 == 0) delay.stop();
        }
        EXPECT_TRUE(delay.trigger(1ms));
    });
    sch.run(main(delay));
    thread.join();
    EXPECT_FALSE(delay.running());
    EXPECT_EQ(delay.result(), 42);
}

}  // namespace
}  // namespace perth
