// The calendar clock.
#include "perth/hal/rtc.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

static_assert(hal::RtcUnit<rtc::Rtc0>);

using namespace std::chrono;

class RtcTest : public RuntimeTest {
protected:
    RtcTest() { EXPECT_TRUE(clock.begin()); }

    hal::Rtc<rtc::Rtc0> clock;
};

TEST_F(RtcTest, CountsFrom2000UntilItIsSet) {
    EXPECT_FALSE(clock.is_set());
    busy_wait(90s);
    EXPECT_EQ(clock.now(), sys_days(2000y / January / 1) + 90s);
    EXPECT_FALSE(clock.is_set());
}

TEST_F(RtcTest, GoesOnFromWhatItWasSetTo) {
    const auto leap_day = sys_days(2024y / February / 28) + 23h + 59min + 59s;
    busy_wait(500ms);
    EXPECT_TRUE(clock.set(leap_day));
    EXPECT_TRUE(clock.is_set());
    busy_wait(999'999us);
    EXPECT_EQ(clock.now(), leap_day);
    busy_wait(1us);
    EXPECT_EQ(clock.now(), sys_days(2024y / February / 29));
}

TEST_F(RtcTest, KnowsACentury) {
    EXPECT_TRUE(clock.set(sys_days(2000y / January / 1)));
    EXPECT_TRUE(clock.set(sys_days(2099y / December / 31) + 24h - 1s));
    EXPECT_EQ(clock.set(sys_days(2100y / January / 1)).error(), Errc::out_of_range);
    EXPECT_EQ(clock.set(sys_days(2000y / January / 1) - 1s).error(), Errc::out_of_range);
    EXPECT_EQ(clock.now(), sys_days(2099y / December / 31) + 24h - 1s);
}

// A clock whose crystal is missing.
struct Dead : rtc::Rtc0 {
    static bool begin() noexcept { return false; }
};

TEST(Rtc, SaysThatItsOscillatorDoesNotStart) {
    hal::Rtc<Dead> clock;
    EXPECT_EQ(clock.begin().error(), Errc::no_device);
}

perth::Result<std::chrono::sys_seconds> hour_ahead() {
    using namespace std::chrono;
    perth::hal::Rtc<perth::rtc::Rtc0> clock;
    if (const auto begun = clock.begin(); !begun) return begun.error();
    if (!clock.is_set()) {
        if (const auto set = clock.set(sys_days(2026y / May / 1) + 12h); !set) {
            return set.error();
        }
    }
    return clock.now() + 1h;
}

TEST(RtcExample, IsAnHourAhead) {
    host::board().restart();
    EXPECT_EQ(hour_ahead().value(), sys_days(2026y / May / 1) + 13h);
}

}  // namespace
}  // namespace perth
