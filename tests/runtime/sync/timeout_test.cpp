// The example of Timeout; the acceptance cases US are in core/threads_test.cpp.
#include "perth/sync/timeout.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using TimedWaitTest = RuntimeTest;

perth::Task<> sample(perth::Scheduler&) {
    const perth::Timeout pause(20ms);
    for (int i = 0; i < 3; ++i) {
        const perth::Wake wake = co_await pause;
        perth::println("{} late", wake.late);
    }
}

TEST_F(TimedWaitTest, Example) {
    const auto busy = [](Scheduler&) -> Task<> {
        co_await sleep(35ms);
        busy_wait(6ms);
    };
    Scheduler sch;
    sch(busy);
    sch.run(sample(sch));
    EXPECT_EQ(Clock::now().time_since_epoch(), 61ms);
    EXPECT_THAT(host::board().console(), testing::EndsWith("0 us late\n1 ms late\n0 us late\n"));
}

}  // namespace
}  // namespace perth
