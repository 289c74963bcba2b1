// The calendar clock: which oscillator it gets, and what its registers mean.
#include <gtest/gtest.h>
#include <board.hpp>
#include <perth_port.hpp>

#include "perth/hal/rtc.hpp"
#include "tests/ports/stm32f4/chip.hpp"

namespace perth::stm32f4 {
namespace {

using rtc::Rtc0;
static_assert(hal::RtcUnit<Rtc0>);

class RtcTest : public testing::Test {
protected:
    static constexpr std::uintptr_t backup = 0x4002'3870, status = 0x4002'3874, power = 0x4000'7000;
    static constexpr std::uintptr_t unit = 0x4000'2800, init = unit + 0xC, prescaler = unit + 0x10,
                                    mark = unit + 0x50;

    RtcTest() {
        chip[0x4002'3800] = 0x83;
        chip.on_read[backup] = [this] {
            return chip[backup] | ((chip[backup] & 1) != 0 && has_crystal ? 2U : 0U);
        };
        chip.on_read[status] = [this] {
            return chip[status] | ((chip[status] & 1) != 0 && has_internal ? 2U : 0U);
        };
        chip.on_write[backup] = [this](std::uint32_t value) {
            EXPECT_NE(chip[power] & 1U << 8, 0U) << "without DBP nothing is written";
            if ((value & 1U << 16) != 0) chip[mark] = 0;
        };
        chip.on_read[init] = [this] { return chip[init] | (chip[init] & 0x80) >> 1; };
    }

    Chip chip;
    bool has_crystal = true, has_internal = true;
};

TEST_F(RtcTest, RunsFromTheCrystal) {
    EXPECT_TRUE(Rtc0::begin());
    EXPECT_EQ(chip[backup] & 0x8300, 0x8100U);
    EXPECT_EQ(chip[prescaler], 127U << 16 | 255);
    EXPECT_FALSE(Rtc0::is_set());
}

TEST_F(RtcTest, WaitsForADeadCrystalNoLongerThanItSays) {
    has_crystal = false;
    EXPECT_TRUE(Rtc0::begin());
    EXPECT_GT(hal::time_us, 3'000'000);
    EXPECT_LT(hal::time_us, 3'010'000);
    EXPECT_EQ(chip[backup] & 0x8300, 0x8200U) << "the chip's own takes its place";
    EXPECT_EQ(chip[prescaler], 127U << 16 | 249);
}

TEST_F(RtcTest, SaysWhenNoOscillatorStarts) {
    has_crystal = has_internal = false;
    EXPECT_FALSE(Rtc0::begin());
}

TEST_F(RtcTest, IsNotThereInAnEmulator) {
    chip.is_empty = true;
    EXPECT_FALSE(Rtc0::begin());
}

TEST_F(RtcTest, GoesOnThroughAReset) {
    ASSERT_TRUE(Rtc0::begin());
    Rtc0::set(1'777'777'777);
    chip[prescaler] = 0;
    EXPECT_TRUE(Rtc0::begin());
    EXPECT_EQ(chip[prescaler], 0U) << "it was not begun anew";
    EXPECT_TRUE(Rtc0::is_set());
    EXPECT_EQ(Rtc0::now(), 1'777'777'777);
}

TEST_F(RtcTest, LosesTheTimeWithTheOscillatorThatItRanFrom) {
    has_crystal = false;
    ASSERT_TRUE(Rtc0::begin());
    Rtc0::set(1'777'777'777);
    has_crystal = true;
    has_internal = false;
    EXPECT_TRUE(Rtc0::begin());
    EXPECT_EQ(chip[backup] & 0x8300, 0x8100U);
    EXPECT_FALSE(Rtc0::is_set());
}

TEST_F(RtcTest, KeepsTheCalendarInItsDigits) {
    ASSERT_TRUE(Rtc0::begin());
    Rtc0::set(1'709'210'096);  // 2024-02-29 12:34:56, a Thursday
    EXPECT_EQ(chip[unit], 0x12'34'56U);
    EXPECT_EQ(chip[unit + 4], 0x24U << 16 | 4U << 13 | 0x02'29);
}

TEST_F(RtcTest, TellsEveryDayOfACentury) {
    ASSERT_TRUE(Rtc0::begin());
    constexpr std::int64_t first = 946'684'800, day = 86'400;
    for (std::int64_t time = first; time < first + 36'525 * day; time += day) {
        Rtc0::set(time + 86'399);
        ASSERT_EQ(Rtc0::now(), time + 86'399);
    }
}

}  // namespace
}  // namespace perth::stm32f4
