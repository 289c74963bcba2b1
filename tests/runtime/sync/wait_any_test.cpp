// The acceptance cases WA.
#include "perth/sync/wait_any.hpp"

#include <array>

#include "perth/sync/event.hpp"
#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class WaitAnyTest : public RuntimeTest {
protected:
    /// Sets event i at the i-th whole second.
    static Task<> set_each_second(Scheduler&, std::array<Event, 4>& events) {
        for (Event& event : events) {
            co_await sleep(1s);
            event.set();
        }
    }

    Trace trace;
    std::array<Event, 4> e;
    Scheduler sch;
};

using WA_1 = WaitAnyTest;
using WA_2 = WaitAnyTest;
using WA_3 = WaitAnyTest;
using WA_4 = WaitAnyTest;
using WA_5 = WaitAnyTest;

TEST_F(WA_1, GivesTheIndexOfTheFirstAndNests) {
    const auto main = [](Trace& story, std::array<Event, 4>& events) -> Task<> {
        for (int round = 0; round < 3; ++round) {
            WaitAny any(events[0], events[1], WaitAll(events[2], events[3]));
            const std::size_t index = co_await any.wait();
            story(fmt::format("{}", index));
            if (index < 2) events[index].clear();
        }
    };
    sch(set_each_second, e);
    sch.run(main(trace, e));
    EXPECT_EQ(trace.text(), "0@1000 1@2000 2@4000");
}

TEST_F(WA_2, AllOfTwoAnys) {
    const auto main = [](Trace& story, std::array<Event, 4>& events) -> Task<> {
        WaitAll all(WaitAny(events[0], events[3]), WaitAny(events[1], events[2]));
        co_await all.wait();
        story("all");
    };
    sch(set_each_second, e);
    sch.run(main(trace, e));
    EXPECT_EQ(trace.text(), "all@2000");
}

TEST_F(WA_3, CancelledOrTimedOutLeavesNothingBehind) {
    const auto waiter = [](Scheduler&, std::array<Event, 4>& events) -> Task<> {
        (void)co_await wait_any(events[0], events[1]);
    };
    const auto main = [](Scheduler& scheduler, Trace& story, std::array<Event, 4>& events,
                         auto start) -> Task<> {
        const std::size_t before = detail::frame_pool.used();
        {
            const TaskHandle<> task = scheduler(start, events);
            co_await sleep(10ms);
            (void)task.cancel();
        }
        EXPECT_EQ(detail::frame_pool.used(), before);
        EXPECT_EQ((co_await with_timeout(10ms, wait_all(events[0], events[1]))).error(),
                  Errc::timeout);
        EXPECT_EQ(detail::frame_pool.used(), before);
        events[0].set();  // nobody is there to be woken
        events[1].set();
        story("end");
    };
    sch.run(main(sch, trace, e, waiter));
    EXPECT_EQ(trace.text(), "end@20");
}

TEST_F(WA_4, OfSeveralThatAreSetTheFirstInTheList) {
    const auto main = [](std::array<Event, 4>& events) -> Task<> {
        events[0].set();
        events[1].set();
        EXPECT_EQ(co_await wait_any(events[1], events[0]), 0U);
        EXPECT_EQ(co_await wait_any(events[2], events[0], events[1]), 1U);
    };
    sch.run(main(e));
}

TEST_F(WA_5, AllUnderATimeout) {
    const auto main = [](Trace& story, std::array<Event, 4>& events) -> Task<> {
        events[0].set();
        events[1].set();
        WaitAll all(WaitAny(events[0], events[1]), WaitAny(events[2], events[3]));
        EXPECT_EQ((co_await with_timeout(4000ms, all.wait())).error(), Errc::timeout);
        story("timeout");
    };
    sch.run(main(trace, e));
    EXPECT_EQ(trace.text(), "timeout@4000");
}

TEST_F(WaitAnyTest, TwoThatComeAtOnceAreOneWakeUp) {
    const auto main = [](Scheduler& scheduler, Trace& story,
                         std::array<Event, 4>& events) -> Task<> {
        const auto both = [](Scheduler&, std::array<Event, 4>& two) -> Task<> {
            co_await sleep(5ms);
            two[1].set();
            two[0].set();
        };
        scheduler(both, events);
        story(fmt::format("{}", co_await wait_any(events[0], events[1])));
        co_await sleep(1s);
    };
    sch.run(main(sch, trace, e));
    EXPECT_EQ(trace.text(), "1@5");
}

namespace example {
perth::Task<> menu(perth::Scheduler&, perth::Event& up, perth::Event& down) {
    const std::size_t pressed = co_await perth::wait_any(up, down);
    perth::println("{}", pressed == 0 ? "up" : "down");
}
}  // namespace example

TEST_F(WaitAnyTest, Example) {
    e[1].set();
    sch.run(example::menu(sch, e[0], e[1]));
    EXPECT_THAT(host::board().console(), testing::EndsWith("down\n"));
}

}  // namespace
}  // namespace perth
