// The acceptance cases EV (EV-3 is with the timeouts).
#include "perth/sync/event.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class EventTest : public RuntimeTest {
protected:
    Trace trace;
    Event event;
    Scheduler sch;
};

using EV_1 = EventTest;
using EV_2 = EventTest;
using EV_4 = EventTest;
using EV_5 = EventTest;

Task<> wait_and_tell(Scheduler&, Trace& trace, Event& event, int name) {
    co_await event.wait();
    trace(fmt::format("{}{}", name, event.is_set() ? " set" : ""));
}

TEST_F(EV_1, SetAndClearReleasesAllWhoWaitInOrderAndTheyFindItClear) {
    const auto main = [](Scheduler& scheduler, Trace& story, Event& raised) -> Task<> {
        for (int i = 0; i < 3; ++i) scheduler(wait_and_tell, story, raised, i);
        co_await sleep(10ms);
        raised.set();
        raised.clear();
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, event));
    EXPECT_EQ(trace.text(), "0@10 1@10 2@10");
}

TEST_F(EV_2, WaitingForASetEventDoesNotSuspend) {
    event.set();
    sch(wait_and_tell, trace, event, 0);
    const auto main = [](Trace& story, Event& raised) -> Task<> {
        co_await raised.wait();
        story("main");
        co_await raised.wait();
        story("main");
        co_await yield();
    };
    sch.run(main(trace, event));
    EXPECT_EQ(trace.text(), "0 set@0 main@0 main@0");
}

TEST_F(EV_4, ACancelledWaiterLeavesTheOthersInOrder) {
    const auto main = [](Scheduler& scheduler, Trace& story, Event& raised) -> Task<> {
        scheduler(wait_and_tell, story, raised, 0);
        const TaskHandle<> second = scheduler(wait_and_tell, story, raised, 1);
        scheduler(wait_and_tell, story, raised, 2);
        co_await sleep(5ms);
        EXPECT_EQ(second.cancel(), Cancelled::yes);
        co_await sleep(5ms);
        raised.set();
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, event));
    EXPECT_EQ(trace.text(), "0 set@10 2 set@10");
}

TEST_F(EV_5, SetTwiceIsSetOnceAndTheWaiterMayClear) {
    const auto clearing = [](Scheduler&, Trace& story, Event& raised) -> Task<> {
        co_await raised.wait();
        raised.clear();
        story("cleared");
        co_await raised.wait();
        story("never");
    };
    const auto main = [](Scheduler& scheduler, Trace& story, Event& raised, auto start) -> Task<> {
        scheduler(start, story, raised);
        co_await yield();
        raised.set();
        raised.set();
        EXPECT_TRUE(raised.is_set());
        co_await yield();
        EXPECT_FALSE(raised.is_set());
        co_await sleep(1ms);
    };
    {
        Scheduler scheduler;
        scheduler.run(main(scheduler, trace, event, clearing));
    }
    EXPECT_EQ(trace.text(), "cleared@0");
}

TEST_F(EventTest, DestroyedWhileATaskWaitsItPanics) {
    const auto misuse = [this] {
        const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
            Event local;
            scheduler(wait_and_tell, story, local, 0);
            co_await yield();
        };
        sch.run(main(sch, trace));
    };
    EXPECT_EXIT(misuse(), testing::ExitedWithCode(1),
                "@perth panic destroyed while a task waits for it: 0 0");
}

namespace example {
perth::Event ready;

perth::Task<> consumer(perth::Scheduler&) {
    co_await ready.wait();  // at once if it is set
    perth::println("ready");
}
perth::Task<> producer(perth::Scheduler& sch) {
    sch(consumer);
    co_await perth::sleep(1s);
    ready.set();
    co_await perth::yield();
}
}  // namespace example

TEST_F(EventTest, Example) {
    sch.run(example::producer(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("ready\n"));
}

}  // namespace
}  // namespace perth
