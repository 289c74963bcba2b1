// The acceptance cases CTX.
#include "perth/sync/worker_context.hpp"

#include <algorithm>

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class WorkerContextTest : public RuntimeTest {
protected:
    WorkerContextTest() { host::board().restart(host::Pace::wall_clock); }

    static int block(int value) {
        std::this_thread::sleep_for(20ms);
        return value;
    }

    Scheduler sch;
};

using CTX_1 = WorkerContextTest;
using CTX_2 = WorkerContextTest;

struct Observed {
    std::vector<int> order;
    std::vector<Duration> times;
    Duration longest_gap{};
    int ticks = 0;
};

Task<> tick(Scheduler&, Observed& seen) {
    for (Time last = Clock::now();; ++seen.ticks) {
        co_await sleep(5ms);
        seen.longest_gap = std::max(seen.longest_gap, Clock::now() - last);
        last = Clock::now();
    }
}

TEST_F(CTX_1, JobsAreDoneInOrderWhileTasksGoOn) {
    const auto assigner = [](Scheduler&, WorkerContext& worker, Observed& seen, int job) -> Task<> {
        const int value = co_await worker.assign([job] { return block(job); });
        seen.order.push_back(value);
        seen.times.push_back(Clock::now().time_since_epoch());
    };
    const auto main = [](Scheduler& scheduler, WorkerContext& worker, Observed& seen,
                         auto start) -> Task<> {
        std::vector<TaskHandle<>> tasks;
        for (int job = 0; job < 3; ++job) {
            tasks.push_back(scheduler(start, worker, seen, job));
        }
        for (const TaskHandle<>& task : tasks) (void)co_await task;
    };
    // On a busy computer a tick may be late by chance, but not each time.
    Observed seen;
    for (int attempt = 0; attempt < 20; ++attempt) {
        host::board().restart(host::Pace::wall_clock);
        seen = {};
        WorkerContext worker;
        Scheduler scheduler;
        scheduler(tick, seen);
        scheduler.run(main(scheduler, worker, seen, assigner));
        ASSERT_THAT(seen.order, ElementsAre(0, 1, 2));
        EXPECT_GE(seen.times[0], 20ms);
        EXPECT_GE(seen.times[1], 40ms);
        EXPECT_GE(seen.times[2], 60ms);
        if (seen.longest_gap < 20ms && seen.times[2] < 80ms) break;
    }
    EXPECT_LT(seen.longest_gap, Duration(20ms));
    EXPECT_LT(seen.times[2], Duration(80ms));
    EXPECT_GE(seen.ticks, 5);
}

TEST_F(CTX_2, AJobThatFailsGivesItsErrorAndTheNextIsCalled) {
    WorkerContext worker;
    const auto main = [](WorkerContext& shared) -> Task<> {
        const Result<int> failed =
            co_await shared.assign([]() -> Result<int> { return Errc::no_device; });
        EXPECT_EQ(failed.error(), Errc::no_device);
        bool called = false;
        co_await shared.assign([&called] { called = true; });
        EXPECT_TRUE(called);
    };
    sch.run(main(worker));
}

TEST_F(WorkerContextTest, WaitsForRoom) {
    WorkerContext worker(1);
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    const auto assigner = [](Scheduler&, WorkerContext& shared, std::atomic<int>& now,
                             std::atomic<int>& highest) -> Task<> {
        co_await shared.assign([&] {
            highest = std::max(highest.load(), now.fetch_add(1) + 1);
            now.fetch_sub(1);
        });
    };
    const auto main = [](Scheduler& scheduler, auto start, WorkerContext& shared,
                         std::atomic<int>& now, std::atomic<int>& highest) -> Task<> {
        std::vector<TaskHandle<>> tasks;
        for (int i = 0; i < 50; ++i) tasks.push_back(scheduler(start, shared, now, highest));
        for (const TaskHandle<>& task : tasks) EXPECT_TRUE(co_await task);
    };
    sch.run(main(sch, assigner, worker, running, most));
    EXPECT_EQ(most, 1);
}

TEST_F(WorkerContextTest, ACancelledTaskLeavesTheFunctionRunning) {
    std::atomic<bool> finished = false;
    {
        WorkerContext worker;
        const auto main = [](WorkerContext& shared, std::atomic<bool>& done) -> Task<> {
            const Result<int> result = co_await with_timeout(5ms, shared.assign([&done] {
                const int value = block(1);
                done = true;
                return value;
            }));
            EXPECT_EQ(result.error(), Errc::timeout);
            EXPECT_FALSE(done);
        };
        sch.run(main(worker, finished));
    }
    EXPECT_TRUE(finished);
}

TEST_F(WorkerContextTest, UnblockCallsInAThreadOfItsOwn) {
    const auto main = [](std::atomic<bool>& dropped) -> Task<> {
        const auto before = std::this_thread::get_id();
        const auto other = co_await unblock([] { return std::this_thread::get_id(); });
        EXPECT_NE(other, before);
        const auto slow = [&dropped] {
            const int value = block(7);
            dropped = true;
            return value;
        };
        EXPECT_EQ((co_await with_timeout(5ms, unblock(slow))).error(), Errc::timeout);
        while (!dropped) co_await sleep(5ms);
        co_await unblock([] {});
    };
    std::atomic<bool> dropped = false;
    sch.run(main(dropped));
}

namespace example {
perth::WorkerContext worker;

perth::Task<> hash(perth::Scheduler&) {
    const int sum = co_await worker.assign([] { return 40 + 2; });  // takes long
    perth::println("{}", sum);
}
}  // namespace example

TEST_F(WorkerContextTest, Example) {
    sch.run(example::hash(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("42\n"));
}

}  // namespace
}  // namespace perth
