// The acceptance cases MET.
#include "perth/diag/scheduler_metrics.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

std::vector<SchedulerMetrics> reports;
void keep(const SchedulerMetrics& metrics) noexcept { reports.push_back(metrics); }

class SchedulerMetricsTest : public RuntimeTest {
protected:
    SchedulerMetricsTest() { reports.clear(); }

    /// Each of its turns takes so long.
    static Task<> busy(Scheduler&, Duration duration) {
        for (;;) {
            busy_wait(duration);
            co_await yield();
        }
    }
    static Task<> sleep_for(Duration duration) { co_await sleep(duration); }

    Scheduler sch;
};

using MET_1 = SchedulerMetricsTest;
using MET_2 = SchedulerMetricsTest;

TEST_F(MET_1, FiveTasksOf100MicrosecondsAre2000TurnsASecond) {
    sch(measure_scheduler, 10s, keep);
    sch(busy, 200us);  // 100 for its own turn and 100 for the measuring one
    for (int i = 0; i < 3; ++i) sch(busy, 100us);
    sch.run(sleep_for(25s));
    ASSERT_EQ(reports.size(), 2U);
    for (const SchedulerMetrics& metrics : reports) {
        EXPECT_EQ(metrics.longest, 500us);
        EXPECT_EQ(metrics.shortest, 500us);
        EXPECT_EQ(metrics.mean, 500us);
        EXPECT_EQ(metrics.turns, 20000U);
        EXPECT_EQ(metrics.turns_per_second, 2000U);
        EXPECT_LT(metrics.memory_left, detail::frame_pool.untouched()) << "main has ended since";
    }
}

TEST_F(MET_2, ATaskThatBlocksShowsUpAsTheLongestInterval) {
    const auto blocker = [](Scheduler&) -> Task<> {
        for (;;) {
            co_await sleep(1s);
            busy_wait(7ms);
        }
    };
    sch(measure_scheduler, 10s, keep);
    sch(busy, 100us);
    sch(blocker);
    sch.run(sleep_for(11s));
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_GE(reports[0].longest, 7000us);
    EXPECT_LE(reports[0].longest, 7200us);
    EXPECT_EQ(reports[0].shortest, 100us);
}

namespace example {
perth::Task<> setup(perth::Scheduler& sch) {
    sch(perth::measure_scheduler, 10s, perth::print_metrics);
    co_await perth::sleep(10001ms);
}
}  // namespace example

TEST_F(SchedulerMetricsTest, Example) {
    sch(busy, 250us);
    sch.run(example::setup(sch));
    EXPECT_THAT(host::board().console(),
                testing::HasSubstr("scheduler: longest 250 us, shortest 250 us, mean 250 us, 40000 "
                                   "turns, 4000 a second\ntask memory: "));
}

}  // namespace
}  // namespace perth
