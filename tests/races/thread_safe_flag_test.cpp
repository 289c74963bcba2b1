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
        for (int last = 0; last < sets;) {
            const Pair pair = co_await shared.wait();
            shared.clear();
            // Cleared while the next came: its value is read, too, or its event comes.
            last = shared.value().number;
            if (pair.number != -pair.negative) ++torn;
        }
        co_return torn;
    };
    std::thread thread([&] {
        for (int i = 1; i <= sets; ++i) message.set({i, -i});
    });
    EXPECT_EQ(sch.run(main(message)), 0);
    thread.join();
}

TEST_F(ThreadSafeTest, AMillionTriggersAndStopsOfAThreadLeaveTheLastInForce) {
    Delay delay(sch, 1h);
    const auto main = [](Delay<>& triggered) -> Task<> { co_await triggered.wait(); };
    std::thread thread([&] {
        for (int i = 0; i < sets / 2; ++i) {
            EXPECT_TRUE(delay.trigger());
            delay.stop();
        }
        EXPECT_TRUE(delay.trigger(1us));
    });
    sch.run(main(delay));  // returns only if the last one takes effect
    thread.join();
    EXPECT_FALSE(delay.running());
}

TEST_F(ThreadSafeTest, NoTriggerOrStopOfAThreadIsLost) {
    constexpr int rounds = 20'000;
    Delay delay(sch, 1h);
    std::atomic<int> fired = 0;
    const auto main = [](Delay<>& triggered, std::atomic<int>& count) -> Task<> {
        while (count < rounds) {
            co_await triggered.wait();
            triggered.clear();
            ++count;
        }
    };
    std::thread thread([&] {
        for (int i = 0; i < rounds; ++i) {
            EXPECT_TRUE(delay.trigger());
            delay.stop();
            // So that the last one comes at all moments of the answer to those before.
            for (std::atomic<int> spin = i % 1500; spin > 0;) --spin;
            EXPECT_TRUE(delay.trigger(1us));
            while (fired <= i) std::this_thread::yield();  // for ever, if it were lost
        }
    });
    sch.run(main(delay, fired));
    thread.join();
    EXPECT_FALSE(delay.running());
}

}  // namespace
}  // namespace perth
