// The acceptance cases TSE.
#include "perth/sync/thread_safe_event.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ThreadSafeEventTest : public RuntimeTest {
protected:
    Trace trace;
    ThreadSafeEvent event;
    Scheduler sch;
};

using TSE_1 = ThreadSafeEventTest;
using TSE_2 = ThreadSafeEventTest;

Task<> wait_once(Scheduler&, Trace& trace, ThreadSafeEvent& event, int name) {
    co_await event.wait();
    trace(fmt::format("{}", name));
}

TEST_F(TSE_1, CancellingAnyOfFourWaitersDoesNotDisturbTheOthers) {
    for (int round = 1; round <= 4; ++round) {
        host::board().at(round * 1000ms, [this] { event.set(); });
    }
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeEvent& shared) -> Task<> {
        for (int round = 0; round < 4; ++round) {
            std::vector<TaskHandle<>> tasks;
            for (int i = 0; i < 4; ++i) tasks.push_back(scheduler(wait_once, story, shared, i));
            co_await sleep(100ms);
            EXPECT_EQ(tasks[static_cast<std::size_t>(round)].cancel(), Cancelled::yes);
            co_await sleep_until(Time((round + 1) * 1000ms));
            co_await yield();
            shared.clear();
        }
    };
    sch.run(main(sch, trace, event));
    EXPECT_EQ(trace.text(),
              "1@1000 2@1000 3@1000 0@2000 2@2000 3@2000 0@3000 1@3000 3@3000 0@4000 1@4000 "
              "2@4000");
}

TEST_F(TSE_2, WithoutAWaiterASetIsRemembered) {
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeEvent& shared) -> Task<> {
        const TaskHandle<> task = scheduler(wait_once, story, shared, 0);
        co_await sleep(10ms);
        EXPECT_EQ(task.cancel(), Cancelled::yes);
        shared.set();
        co_await shared.wait();
        story("passed");
        EXPECT_TRUE(shared.is_set());
    };
    sch.run(main(sch, trace, event));
    EXPECT_EQ(trace.text(), "passed@10");
}

TEST_F(ThreadSafeEventTest, SetAndClearReleasesThoseWhoWaitedAndNobodyElse) {
    const auto main = [](Scheduler& scheduler, Trace& story, ThreadSafeEvent& shared) -> Task<> {
        scheduler(wait_once, story, shared, 0);
        scheduler(wait_once, story, shared, 1);
        co_await yield();
        shared.set();
        shared.clear();
        scheduler.create_task(wait_once, story, shared, 2);
        co_await shared.wait();
        story("set again");
        co_await yield();
    };
    host::board().at(5ms, [this] { event.set(); });
    sch.run(main(sch, trace, event));
    EXPECT_EQ(trace.text(), "0@0 1@0 set again@5 2@5");
}

namespace example {
perth::ThreadSafeEvent alarm;

void on_edge() { alarm.set(); }  // in an interrupt

perth::Task<> ring(perth::Scheduler&) {
    co_await alarm.wait();
    alarm.clear();
    perth::println("alarm");
}
}  // namespace example

TEST_F(ThreadSafeEventTest, Example) {
    host::board().at(1ms, [] { example::on_edge(); });
    sch.run(example::ring(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("alarm\n"));
}

}  // namespace
}  // namespace perth
