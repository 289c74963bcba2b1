// The acceptance cases ELO.
#include "perth/sync/task_event.hpp"

#include "perth/sync/event.hpp"
#include "perth/sync/wait_any.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class TaskEventTest : public RuntimeTest {
protected:
    static Task<int> answer_after(Scheduler&, Duration duration, int answer) {
        co_await sleep(duration);
        co_return answer;
    }

    Trace trace;
    Scheduler sch;
};

using ELO_1 = TaskEventTest;
using ELO_2 = TaskEventTest;
using ELO_3 = TaskEventTest;
using ELO_4 = TaskEventTest;

TEST_F(ELO_1, ACancelledTaskEndsTheWait) {
    const auto canceller = [](Scheduler&, TaskHandle<int> task) -> Task<> {
        co_await sleep(1000ms);
        (void)task.cancel();
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto cancel) -> Task<> {
        TaskEvent elo(scheduler(answer_after, 5000ms, 42));
        scheduler(cancel, elo.task());
        co_await elo.wait();
        story("ended");
        EXPECT_EQ(elo.task().status(), TaskStatus::cancelled);
        EXPECT_EQ((co_await elo.task()).error(), Errc::cancelled);
    };
    sch.run(main(sch, trace, canceller));
    EXPECT_EQ(trace.text(), "ended@1000");
}

TEST_F(ELO_2, TheValueIsGivenByTheHandle) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        TaskEvent elo(scheduler(answer_after, 5000ms, 42));
        co_await elo.wait();
        story("ended");
        EXPECT_EQ((co_await elo.task()).value(), 42);
        co_await elo.wait();
        story("again");
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "ended@5000 again@5000");
}

TEST_F(ELO_3, MadeFromARunningTask) {
    const auto main = [](Scheduler& scheduler, Trace& story) -> Task<> {
        const TaskHandle<int> task = scheduler(answer_after, 3000ms, 99);
        co_await sleep(1000ms);
        TaskEvent elo(task);
        co_await elo.wait();
        story(fmt::format("{}", (co_await task).value()));
    };
    sch.run(main(sch, trace));
    EXPECT_EQ(trace.text(), "99@3000");
}

TEST_F(ELO_4, ItsTaskGoesOnWhenAnotherEventComesFirst) {
    const auto setter = [](Scheduler&, Event& event) -> Task<> {
        co_await sleep(1000ms);
        event.set();
    };
    const auto main = [](Scheduler& scheduler, Trace& story, auto set) -> Task<> {
        Event event;
        TaskEvent elo(scheduler(answer_after, 5000ms, 42));
        scheduler(set, event);
        story(fmt::format("{}", co_await wait_any(event, elo)));
        story(fmt::format("{}", (co_await elo.task()).value()));
    };
    sch.run(main(sch, trace, setter));
    EXPECT_EQ(trace.text(), "0@1000 42@5000");
}

namespace example {
perth::Task<int> measure(perth::Scheduler&) {
    co_await perth::sleep(2s);
    co_return 42;
}

perth::Task<> main(perth::Scheduler& sch) {
    perth::Event button;
    perth::TaskEvent measured(sch(measure));
    if (co_await perth::wait_any(button, measured) == 1) {
        const perth::Result<int> value = co_await measured.task();
        perth::println("{}", value.value());
    }
}
}  // namespace example

TEST_F(TaskEventTest, Example) {
    sch.run(example::main(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("42\n"));
}

}  // namespace
}  // namespace perth
