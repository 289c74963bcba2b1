// The acceptance case IOP-1: what an interrupt or I/O woke goes behind all that is ready, or in
// front.
#include <vector>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class OrderTest : public RuntimeTest {
protected:
    static Task<> hog(Scheduler&) {
        for (;;) {
            busy_wait(5ms);
            co_await yield();
        }
    }
    /// Ten tasks that block 5 ms a turn each.
    void start_hogs() {
        for (int i = 0; i < 10; ++i) sch(hog);
    }

    Trace trace;
    Scheduler sch;
};

using IOP_1 = OrderTest;

Task<> measure(std::vector<Duration>& measured) {
    for (int i = 0; i < 4; ++i) {
        ThreadSafeFlag flag;
        const Time start = Clock::now();
        host::board().at(start.time_since_epoch() + 100ms, [&flag] { flag.set(); });
        (void)co_await flag.wait();
        measured.push_back(Clock::now() - start);
    }
}

TEST_F(IOP_1, AnIoTimerTakesARoundMoreUnlessIoIsFirst) {
    for (const auto& [order, expected] :
         {std::pair(Order::round_robin, 150ms), std::pair(Order::io_first, 100ms)}) {
        host::board().restart();
        Scheduler scheduler;
        scheduler.set_order(order);
        for (int i = 0; i < 10; ++i) scheduler(hog);
        std::vector<Duration> measured;
        scheduler.run(measure(measured));
        EXPECT_THAT(measured, testing::Each(Duration(expected)));
    }
}

Task<> wait_for_flag(Scheduler&, ThreadSafeFlag& flag, Time& passed) {
    (void)co_await flag.wait();
    passed = Clock::now();
}

TEST_F(IOP_1, AFlagThatATaskSetsWaitsARoundOrNothing) {
    for (const auto& [order, expected] :
         {std::pair(Order::round_robin, 50ms), std::pair(Order::io_first, 0ms)}) {
        host::board().restart();
        Scheduler scheduler;
        scheduler.set_order(order);
        ThreadSafeFlag flag;
        Time passed;
        const TaskHandle<> waiter = scheduler(wait_for_flag, flag, passed);
        for (int i = 0; i < 10; ++i) scheduler(hog);
        const auto main = [](ThreadSafeFlag& raised, TaskHandle<> other, Time& set) -> Task<> {
            co_await yield();
            set = Clock::now();
            raised.set();
            (void)co_await other;
        };
        Time set;
        scheduler.run(main(flag, waiter, set));
        EXPECT_EQ(passed - set, expected);
    }
}

TEST_F(IOP_1, AFastWaiterKeepsItsPlaceAmongOthersOfItsKind) {
    sch.set_order(Order::io_first);
    start_hogs();
    ThreadSafeFlag one;
    ThreadSafeFlag two;
    const auto waiter = [](Scheduler&, Trace& story, ThreadSafeFlag& flag,
                           std::string name) -> Task<> {
        (void)co_await flag.wait();
        story(name);
    };
    sch(waiter, trace, two, "two");
    sch(waiter, trace, one, "one");
    host::board().at(52ms, [&] {
        one.set();
        two.set();
    });
    const auto main = []() -> Task<> { co_await sleep(200ms); };
    sch.run(main());
    EXPECT_EQ(trace.text(), "one@55 two@55");
}

}  // namespace
}  // namespace perth
