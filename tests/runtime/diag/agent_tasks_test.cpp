// What the agent tells of tasks, and does to them, as the tool reads it.
#include <gmock/gmock.h>

#include "cli/agent/tasks.hpp"
#include "cli/support/error.hpp"
#include "perth/diag/agent.hpp"
#include "perth/sync/event.hpp"
#include "perth/sync/thread_safe_flag.hpp"
#include "tests/runtime/diag/agent_wire.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using cli::AgentTask;
using cli::TaskChange;
using test::SmpPacket;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using State = AgentTask::State;

constexpr std::size_t most_requests = 100;

/// The agent inside of this program: each question is asked in a task, while a scheduler runs.
class Inside : public cli::Agent {
public:
    explicit Inside(Scheduler& scheduler) : scheduler_(scheduler) {}

    cli::CborValue ask(const cli::AgentCall& call) override {
        EXPECT_LT(++requests, most_requests);
        const SmpPacket request{.op = call.op,
                                .group = call.group,
                                .sequence = static_cast<std::uint8_t>(requests),
                                .command = call.command,
                                .payload = call.payload};
        const auto reply = test::ask(scheduler_, request, then);
        EXPECT_TRUE(reply);
        EXPECT_LE(reply->payload.size() + 8, detail::agent_packet);
        cli::CborValue map = cli::parse_cbor(reply->payload).value();
        if (map.number_of("rc").value_or(0) != 0) {
            throw cli::Error({.what = call.what,
                              .why = cli::smp_error(*map.number_of("rc")),
                              .fault = cli::Fault::refused});
        }
        return map;
    }
    void sleep(std::chrono::milliseconds) override {}

    std::size_t requests = 0;
    std::function<void()> then;  ///< happens when a request has arrived

private:
    Scheduler& scheduler_;
};

class AgentTasks : public RuntimeTest {
protected:
    /// Returns the tasks without the one that asks.
    std::vector<AgentTask> list() {
        std::vector<AgentTask> tasks = cli::ask_tasks(agent).tasks;
        std::erase_if(tasks, [](const AgentTask& task) {
            return task.state == State::sleeping && task.left_us <= 1;
        });
        return tasks;
    }
    /// Returns the states, in the order of the ids.
    std::vector<State> states() {
        auto tasks = list();
        std::sort(tasks.begin(), tasks.end(),
                  [](const AgentTask& a, const AgentTask& b) { return a.id < b.id; });
        std::vector<State> found;
        for (const AgentTask& task : tasks) found.push_back(task.state);
        return found;
    }
    AgentTask task(std::uint16_t id) {
        for (const AgentTask& task : list()) {
            if (task.id == id) return task;
        }
        ADD_FAILURE() << "no task " << id;
        return {};
    }
    std::string change(const AgentTask& task, TaskChange to) {
        try {
            cli::change_task(agent, task, to);
        } catch (const cli::Error& error) {
            return error.text();
        }
        return "";
    }
    void run(Duration time) {
        sch.run([](Duration pause) -> Task<> { co_await sleep(pause); }(time));
    }

    Event event;  // dies after those who wait for it
    Scheduler sch;
    Inside agent{sch};
};

Task<> sleeps(Scheduler&) { co_await sleep(2h); }
Task<> waits(Scheduler&, Event& event) { co_await event.wait(); }
Task<> awaits_child(Scheduler& sch, Event& event) { co_await waits(sch, event); }
Task<> counts(Scheduler&, int& count) {
    for (;; ++count) co_await sleep(10ms);
}

TEST_F(AgentTasks, TellWhatTheyWaitFor) {
    sch(sleeps);
    sch(waits, event);
    sch(awaits_child, event);
    run(1ms);
    EXPECT_THAT(states(), ElementsAre(State::sleeping, State::waiting, State::waiting));
    const AgentTask sleeper = task(1);
    EXPECT_NEAR(static_cast<double>(sleeper.left_us), 7.2e9, 1e6);
    EXPECT_EQ(sleeper.name, sleeper.leaf_name);
    const AgentTask waiter = task(2);
    const AgentTask parent = task(3);
    EXPECT_EQ(waiter.line, parent.line);
    EXPECT_NE(parent.name, parent.leaf_name);
    EXPECT_EQ(parent.leaf_name, waiter.name);
    EXPECT_GT(waiter.bytes, 0U);
    EXPECT_FALSE(waiter.profile);
}

TEST_F(AgentTasks, AreListedHoweverManyThereAre) {
    for (int i = 0; i < 40; ++i) sch(sleeps);
    run(1ms);
    EXPECT_THAT(list(), SizeIs(40));
    EXPECT_GT(agent.requests, 5U);
}

TEST_F(AgentTasks, ArePausedAndResumed) {
    int count = 0;
    sch(counts, count);
    run(25ms);
    EXPECT_EQ(count, 2);
    EXPECT_EQ(change(task(1), TaskChange::pause), "");
    EXPECT_EQ(task(1).state, State::paused);
    EXPECT_EQ(change(task(1), TaskChange::pause), "");
    run(100ms);
    EXPECT_EQ(count, 2);
    EXPECT_EQ(change(task(1), TaskChange::resume), "");
    run(25ms);
    EXPECT_GE(count, 4);
}

Task<> holds(Scheduler&, int& destroyed) {
    struct Guard {
        int& destroyed;
        ~Guard() { ++destroyed; }
    } guard{destroyed};
    co_await sleep(1h);
}

TEST_F(AgentTasks, AreCancelledWithTheirLocals) {
    int destroyed = 0;
    sch(holds, destroyed);
    run(1ms);
    EXPECT_EQ(change(task(1), TaskChange::cancel), "");
    EXPECT_EQ(destroyed, 1);
    EXPECT_THAT(list(), IsEmpty());
}

Task<> waits_for_flag(Scheduler&, ThreadSafeFlag*& there) {
    ThreadSafeFlag flag;
    there = &flag;
    (void)co_await flag.wait();
}

// The flag's item is in the inbox behind the agent's when its owner is cancelled.
TEST_F(AgentTasks, MayBeCancelledWhileAnInterruptWakesThem) {
    ThreadSafeFlag* flag = nullptr;
    sch(waits_for_flag, flag);
    run(1ms);
    const AgentTask waiter = task(1);
    agent.then = [&] { flag->set(); };
    EXPECT_EQ(change(waiter, TaskChange::cancel), "");
    agent.then = {};
    EXPECT_THAT(list(), IsEmpty());
}

TEST_F(AgentTasks, AreNotTakenForOthers) {
    sch(sleeps);
    run(1ms);
    AgentTask other = task(1);
    other.id = 7;
    const std::string gone = "error: task 7 has ended meanwhile\n  hint: perth tasks";
    EXPECT_EQ(change(other, TaskChange::cancel), gone);
    other = task(1);
    other.place += 8;
    EXPECT_EQ(change(other, TaskChange::cancel),
              "error: task 1 has ended meanwhile\n  hint: perth tasks");
    EXPECT_THAT(list(), SizeIs(1));
}

TEST_F(AgentTasks, OfAnotherSchedulerStayAsTheyAre) {
    Scheduler other;
    other(sleeps);
    AgentTask foreign;
    for (const AgentTask& task : list()) foreign = task;
    const std::string refusal =
        "error: task 1 cannot be changed\n  another scheduler runs it, or run() waits for its end";
    EXPECT_EQ(change(foreign, TaskChange::pause), refusal);
    EXPECT_EQ(change(foreign, TaskChange::cancel), refusal);
}

TEST_F(AgentTasks, ThatRunWaitsForIsNotCancelled) {
    const auto tasks = cli::ask_tasks(agent).tasks;
    ASSERT_THAT(tasks, SizeIs(1));  // the one that asks
    AgentTask next = tasks[0];
    next.id = static_cast<std::uint16_t>(next.id + 2);  // after the list's two requests
    EXPECT_EQ(change(next, TaskChange::cancel),
              "error: task 3 cannot be changed\n"
              "  another scheduler runs it, or run() waits for its end");
}

/// Asks as the console's interrupt does, whose answer goes past the console that tests read.
Task<> asks_in_its_turn(Scheduler&, cli::RunningTask& running) {
    std::uint8_t reply[64] = {0, 0, 0, 0, 0x50, 0x45, 9, 18};  // the request, in its place
    void (*then)() noexcept = nullptr;
    const std::size_t size = detail::answer(std::span(reply).first(8), sizeof reply, then);
    EXPECT_EQ(then, nullptr);
    running = cli::parse_running(cli::parse_cbor({reply + 8, size - 8}).value());
    co_return;
}

TEST_F(AgentTasks, WhoRunsIsToldInItsTurn) {
    cli::RunningTask running;
    sch(asks_in_its_turn, running);
    run(1ms);
    EXPECT_EQ(running.id, std::uint16_t{1});
    EXPECT_NE(running.name, 0U);
    EXPECT_EQ(running.pc, 0U);  // a board's port tells
    EXPECT_EQ(running.build.size(), 8U);
}

TEST_F(AgentTasks, BrokenRequestsChangeNothing) {
    sch(sleeps);
    run(1ms);
    const auto status = [&](std::uint8_t command, const cli::Bytes& payload) {
        const auto reply = test::ask(
            sch,
            {.op = SmpPacket::Op::write, .group = 0x5045, .command = command, .payload = payload});
        return cli::parse_cbor(reply->payload).value().number_of("rc").value_or(0);
    };
    using cli::CborMapWriter;
    EXPECT_EQ(status(17, {}), 3U);
    EXPECT_EQ(status(17, CborMapWriter().number("task", 1).take()), 3U);
    EXPECT_EQ(status(17, CborMapWriter().bytes("task", cli::Bytes(7)).take()), 3U);
    EXPECT_EQ(status(17, CborMapWriter().bytes("task", cli::Bytes(9)).take()), 3U);
    EXPECT_EQ(status(17, CborMapWriter().bytes("task", cli::Bytes(8)).take()), 5U);
    AgentTask one = task(1);
    EXPECT_EQ(change(one, static_cast<TaskChange>(1)), "");
    EXPECT_THAT(list(), SizeIs(1));
}

}  // namespace
}  // namespace perth
