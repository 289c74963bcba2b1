// A ThreadSafeEvent that a thread sets, under the race detector.
#include "perth/sync/thread_safe_event.hpp"

#include <thread>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ThreadSafeEventRaces : public RuntimeTest {
protected:
    ThreadSafeEventRaces() { host::board().restart(host::Pace::wall_clock); }

    Scheduler sch;
};

TEST_F(ThreadSafeEventRaces, AMillionSetsFromAThreadAreNeverLost) {
    constexpr int sets = 1'000'000;
    ThreadSafeEvent event;
    std::atomic<int> sent = 0;
    const auto main = [](ThreadSafeEvent& raised, const std::atomic<int>& count) -> Task<int> {
        int seen = 0;
        while (seen < sets) {
            co_await raised.wait();
            raised.clear();
            seen = count.load();  // after clear(): what is set from here on wakes again
        }
        co_return seen;
    };
    std::thread thread([&] {
        for (int i = 0; i < sets; ++i) {
            sent.fetch_add(1);
            event.set();
        }
    });
    EXPECT_EQ(sch.run(main(event, sent)), sets);  // returns only if the last set arrives
    thread.join();
}

}  // namespace
}  // namespace perth
