// The acceptance case SML-2.
#include "perth/sync/millisec_timer.hpp"

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class MillisecTimerTest : public RuntimeTest {
protected:
    Scheduler sch;
};

using SML_2 = MillisecTimerTest;

Task<> three_times(Trace& story) {
    MillisecTimer timer;
    for (int i = 0; i < 3; ++i) {
        co_await timer(100ms);
        story("timer");
    }
}

TEST_F(SML_2, IsUsedAgainAndAgain) {
    Trace trace;
    sch.run(three_times(trace));
    EXPECT_EQ(trace.text(), "timer@100 timer@200 timer@300");
}

TEST_F(MillisecTimerTest, ItsOrderIsThatOfIo) {
    for (const auto& [order, expected] :
         {std::pair(Order::round_robin, "timer@200 timer@350 timer@500"),
          std::pair(Order::io_first, "timer@150 timer@250 timer@350")}) {
        host::board().restart();
        Scheduler scheduler;
        scheduler.set_order(order);
        const auto hog = [](Scheduler&) -> Task<> {
            for (;;) {
                busy_wait(5ms);
                co_await yield();
            }
        };
        for (int i = 0; i < 10; ++i) scheduler(hog);  // a round of them takes 50 ms
        Trace trace;
        scheduler.run(three_times(trace));
        EXPECT_EQ(trace.text(), expected);
    }
}

TEST_F(MillisecTimerTest, IsGivenUp) {
    const auto main = []() -> Task<> {
        MillisecTimer timer;
        EXPECT_EQ((co_await with_timeout(30ms, timer(100ms))).error(), Errc::timeout);
        co_await timer(50ms);
        EXPECT_EQ(Clock::now().time_since_epoch(), 80ms);
    };
    sch.run(main());
}

namespace example {
perth::Task<> sample(perth::Scheduler&) {
    perth::MillisecTimer timer;
    for (int i = 1; i <= 3; ++i) {
        co_await timer(100ms);
        perth::println("sample {}", i);
    }
}
}  // namespace example

TEST_F(MillisecTimerTest, Example) {
    sch.run(example::sample(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("sample 2\nsample 3\n"));
}

}  // namespace
}  // namespace perth
