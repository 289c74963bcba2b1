// The watchdog, which ends the program on host.
#include "perth/hal/watchdog.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

static_assert(hal::WatchdogUnit<watchdog::Watchdog0>);

class WatchdogTest : public RuntimeTest {
protected:
    hal::Watchdog<watchdog::Watchdog0> dog;
};

TEST_F(WatchdogTest, DoesNothingWhileItIsFed) {
    EXPECT_TRUE(dog.begin(2s));
    for (int i = 0; i < 10; ++i) {
        busy_wait(1999ms);
        dog.feed();
    }
}

TEST_F(WatchdogTest, EndsAProgramThatDoesNotFeedIt) {
    EXPECT_TRUE(dog.begin(2s));
    busy_wait(1s);
    dog.feed();
    busy_wait(1'999'999us);
    EXPECT_EXIT(busy_wait(1us), testing::ExitedWithCode(1),
                "@perth panic the watchdog was not fed in time: 2000000 0");
}

TEST_F(WatchdogTest, EndsAProgramThatSleeps) {
    EXPECT_TRUE(dog.begin(2s));
    const auto sleeps = [] { Scheduler().run([]() -> Task<> { co_await sleep(3s); }()); };
    EXPECT_EXIT(sleeps(), testing::ExitedWithCode(1), "the watchdog was not fed in time");
}

class ForgottenWatchdog : public RuntimeTest {};

TEST_F(ForgottenWatchdog, GoesOn) {
    const auto forgets = [] {
        EXPECT_TRUE(hal::Watchdog<watchdog::Watchdog0>().begin(1ms));
        busy_wait(1ms);
    };
    EXPECT_EXIT(forgets(), testing::ExitedWithCode(1), "the watchdog was not fed in time");
}

TEST_F(WatchdogTest, TakesWhatTheChipHas) {
    EXPECT_EQ(dog.begin(0us).error(), Errc::out_of_range);
    EXPECT_EQ(dog.begin(4'294'967'296us).error(), Errc::out_of_range);
    dog.feed();  // nothing was begun
    busy_wait(2h);
}

perth::Task<> work(perth::Scheduler&) {
    perth::hal::Watchdog<perth::watchdog::Watchdog0> dog;
    if (!dog.begin(2s)) co_return;
    for (;;) {
        dog.feed();
        co_await perth::sleep(1s);
    }
}

TEST(WatchdogExample, Lives) {
    host::board().restart();
    Scheduler sch;
    sch(work);
    host::board().at(100s, [&sch] { sch.stop(); });
    sch.run_forever();
    EXPECT_EQ(Clock::now().time_since_epoch(), 100s);
}

}  // namespace
}  // namespace perth
