// The acceptance case SML-5.
#include "perth/drivers/async_led.hpp"

#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class AsyncLedTest : public RuntimeTest {
protected:
    using Led = AsyncLed<hal::Output<pad::P2>>;

    /// The changes of the LED since the last call, each as "on@milliseconds" or "off@…".
    std::string changes() {
        const auto& all = host::board().pin_changes();
        std::vector<std::string> texts;
        for (; told_ < all.size(); ++told_) {
            texts.push_back(fmt::format("{}@{}", all[told_].level ? "on" : "off",
                                        all[told_].time.count() / 1000));
        }
        return fmt::format("{}", fmt::join(texts, " "));
    }
    void run_until(Duration end) {
        const auto wait = [](Duration until) -> Task<> { co_await sleep_until(Time(until)); };
        sch.run(wait(end));
    }

    Scheduler sch;

private:
    std::size_t told_ = 0;
};

using SML_5 = AsyncLedTest;

TEST_F(SML_5, TogglesTwiceAPeriodUntilOff) {
    Led led(sch);
    led.flash(2);
    run_until(1100ms);
    EXPECT_EQ(changes(), "off@0 on@0 off@250 on@500 off@750 on@1000");
    led.off();
    EXPECT_EQ(changes(), "off@1100");
    run_until(5s);
    EXPECT_EQ(changes(), "");
}

TEST_F(AsyncLedTest, OnEndsTheFlashingAndAnotherRateBeginsAnew) {
    Led led(sch);
    led.flash(60ms);
    run_until(40ms);
    led.flash(100ms);
    run_until(120ms);
    led.on();
    EXPECT_TRUE(led.is_on());
    run_until(1s);
    EXPECT_EQ(changes(), "off@0 on@0 off@30 on@40 off@90 on@120");
}

TEST_F(AsyncLedTest, DoesNotMakeUpForWhatItMissed) {
    Led led(sch);
    led.flash(10ms);
    const auto busy = [](Scheduler&) -> Task<> {
        co_await sleep(7ms);
        busy_wait(95ms);
    };
    sch(busy);
    run_until(110ms);
    EXPECT_EQ(changes(), "off@0 on@0 off@5 on@102 off@102 on@107");
}

namespace board {
using Lamp = hal::Output<pad::P3>;
}  // namespace board

perth::Task<> warn(perth::Scheduler& sch) {
    perth::AsyncLed<board::Lamp> lamp(sch);
    lamp.flash(2);  // times a second
    co_await perth::sleep(600ms);
    lamp.off();
}

TEST_F(AsyncLedTest, Example) {
    sch.run(warn(sch));
    EXPECT_EQ(changes(), "off@0 on@0 off@250 on@500 off@600");
}

}  // namespace
}  // namespace perth
