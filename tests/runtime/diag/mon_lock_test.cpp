// The acceptance case MON-3, of locks and events.
#include "perth/diag/mon_lock.hpp"

#include <sim.hpp>

#include "perth/diag/mon_event.hpp"
#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class MonLockTest : public RuntimeTest {
protected:
    MonLockTest() {
        EXPECT_TRUE(monitor.begin(line));
        peer.on_byte([this](std::uint8_t byte) {
            trace(std::string(1, static_cast<char>(byte)));  // 10 µs after it was sent
        });
    }
    [[nodiscard]] std::string heard() {
        busy_wait(1ms);
        return trace.text();
    }

    Trace trace;
    hal::Uart<uart::U1> line;
    sim::UartPeer peer{1};
    mon::Monitor monitor;
    Scheduler sch;
};

using MON_3 = MonLockTest;

Task<> use(Scheduler&, mon::Lock& lock, Duration duration) {
    const auto guard = co_await lock.scoped();
    co_await sleep(duration);
}

Task<> sleep_for(Duration duration) { co_await sleep(duration); }

TEST_F(MON_3, ALockIsActiveUntilItIsFreeAndNotToldWhereItIsHandedOver) {
    mon::Lock lock(*monitor.claim(6));
    sch(use, lock, 10ms);
    sch(use, lock, 10ms);
    sch.run(sleep_for(30ms));
    EXPECT_EQ(heard(), "z@0.01 F@0.02 f@20.01");
    EXPECT_FALSE(lock.locked());
}

TEST_F(MON_3, AnEventIsActiveWhileItIsSet) {
    mon::Event event(*monitor.claim(7));
    busy_wait(1ms);
    event.set();
    event.set();
    busy_wait(1ms);
    EXPECT_TRUE(event.is_set());
    event.clear();
    event.clear();
    EXPECT_EQ(heard(), "z@0.01 G@1.01 g@2.01");
}

TEST_F(MON_3, TasksWaitForTheEvent) {
    mon::Event event(*monitor.claim(7));
    const auto wait = [](Scheduler&, mon::Event& ready) -> Task<> {
        co_await ready.wait();
        ready.clear();
    };
    const auto main = [](Scheduler& scheduler, mon::Event& ready, auto waiter) -> Task<> {
        scheduler(waiter, ready);
        co_await sleep(1ms);
        ready.set();
        co_await sleep(1ms);
        EXPECT_FALSE(ready.is_set());
    };
    sch.run(main(sch, event, wait));
    EXPECT_EQ(peer.received(), "zGg");
}

TEST_F(MON_3, ALockThatWasReservedForACancelledTaskIsFree) {
    mon::Lock lock(*monitor.claim(6));
    const auto main = [](Scheduler& scheduler, mon::Lock& its) -> Task<> {
        EXPECT_TRUE(its.try_acquire());
        EXPECT_FALSE(its.try_acquire());
        const TaskHandle<> waiting = scheduler(use, its, 1h);
        co_await sleep(1ms);
        EXPECT_TRUE(its.release());  // reserved for the one that waits
        EXPECT_TRUE(its.locked());
        (void)waiting.cancel();
        EXPECT_FALSE(its.locked());
        EXPECT_EQ(its.release().error(), Errc::not_locked);
    };
    sch.run(main(sch, lock));
    EXPECT_EQ(heard(), "z@0.01 F@0.02 f@1.01");
}

TEST_F(MON_3, WhoGivesUpWaitingChangesNothing) {
    mon::Lock lock(*monitor.claim(6));
    const auto main = [](mon::Lock& its) -> Task<> {
        co_await its.acquire();
        const auto late = co_await with_timeout(5ms, its.acquire());
        EXPECT_EQ(late.error(), Errc::timeout);
        co_await sleep(5ms);
        auto guard = mon::Lock::Guard(its);
        EXPECT_TRUE(guard.holds());
        guard.release();
        EXPECT_FALSE(guard.holds());
    };
    sch.run(main(lock));
    EXPECT_EQ(heard(), "z@0.01 F@0.02 f@10.01");
}

namespace example {
perth::Task<> measure(perth::Scheduler&, perth::mon::Lock& bus) {
    const auto guard = co_await bus.scoped();
    co_await perth::sleep(10ms);
}
perth::Task<> consumer(perth::Scheduler&, perth::mon::Event& ready) {
    co_await ready.wait();
    ready.clear();  // inactive
}
}  // namespace example

TEST_F(MonLockTest, Examples) {
    mon::Lock bus(*monitor.claim(6));
    mon::Event ready(*monitor.claim(7));
    ready.set();
    sch(example::measure, bus);
    sch(example::consumer, ready);
    sch.run(sleep_for(20ms));
    EXPECT_EQ(heard(), "z@0.01 G@0.02 F@0.03 g@0.04 f@10.01");
}

}  // namespace
}  // namespace perth
