// The acceptance case IOP-2: how long the processor sleeps.
#include <set>

#include "perth/sync/poller.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class PowerModeTest : public RuntimeTest {
protected:
    /// Sleeps a second; gives when it goes on.
    static Task<Duration> sleep_a_second() {
        co_await sleep(1000ms);
        co_return Clock::now().time_since_epoch();
    }

    Scheduler sch;
};

using IOP_2 = PowerModeTest;

TEST_F(IOP_2, AsleepForTheWholeInterval) {
    sch.set_power_mode(PowerMode::light_sleep);
    EXPECT_EQ(sch.run(sleep_a_second()), 1000ms);
    EXPECT_EQ(host::board().idles(), 1U);
}

TEST_F(IOP_2, WakesEveryTwentyMillisecondsForWhatMustBePolled) {
    for (const auto& [mode, period] :
         {std::pair(PowerMode::light_sleep, 20ms), std::pair(PowerMode::run, 1ms)}) {
        host::board().restart();
        Scheduler scheduler;
        scheduler.set_power_mode(mode);
        EXPECT_EQ(scheduler.power_mode(), mode);
        std::set<Duration> polls;
        const auto wait = [](Scheduler&, std::set<Duration>& times) -> Task<> {
            Poller poller([&times]() -> std::optional<std::int32_t> {
                times.insert(Clock::now().time_since_epoch());
                return {};
            });
            (void)co_await poller;
        };
        scheduler(wait, polls);
        EXPECT_EQ(scheduler.run(sleep_a_second()), 1000ms);
        std::set<Duration> expected;
        for (Duration time = 0ms; time <= 1000ms; time += period) expected.insert(time);
        EXPECT_EQ(polls, expected);
        EXPECT_EQ(host::board().idles(), expected.size() - 1);
    }
}

TEST_F(IOP_2, GoesOnAtItsTimeBetweenTwoPolls) {
    sch.set_power_mode(PowerMode::light_sleep);
    const auto wait = [](Scheduler&) -> Task<> {
        Poller poller([]() -> std::optional<std::int32_t> { return {}; });
        (void)co_await poller;
    };
    sch(wait);
    const auto main = []() -> Task<> {
        co_await sleep(30ms);
        EXPECT_EQ(Clock::now().time_since_epoch(), 30ms);
        co_await sleep(1ms);
        EXPECT_EQ(Clock::now().time_since_epoch(), 31ms);
    };
    sch.run(main());
}

}  // namespace
}  // namespace perth
