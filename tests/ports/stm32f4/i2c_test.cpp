// I2C transfers, interrupt by interrupt.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <board.hpp>
#include <perth_port.hpp>

#include <array>
#include <numeric>
#include <optional>
#include <vector>

#include "perth/hal/i2c.hpp"
#include "tests/ports/stm32f4/i2c_bus.hpp"

namespace perth::stm32f4 {
namespace {

using hal::I2cTransfer;
using testing::ElementsAre;
using testing::ElementsAreArray;

using Unit = i2c::Wired<i2c::I2C1, pad::PB8, pad::PB9>;
static_assert(hal::I2cUnit<Unit>);

class I2c : public testing::Test {
protected:
    I2c() {
        EXPECT_TRUE(Unit::begin(100'000));
        bus.story.clear();
    }
    ~I2c() override { Unit::end(); }

    void start(const I2cTransfer& transfer) {
        ended = 0;
        ASSERT_TRUE(
            Unit::start(transfer, {[](void* count) { ++*static_cast<int*>(count); }, &ended}));
    }

    Chip chip;
    I2cModel bus{chip};
    int ended = 0;
    const std::array<std::uint8_t, 2> two = {10, 20};
};

TEST_F(I2c, WritesBytes) {
    start({.address = 0x48, .write = two});
    bus.run();
    EXPECT_THAT(bus.story, ElementsAre("start", "write 72", "wrote 10", "wrote 20", "stop"));
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(Unit::result(), Errc::none);
}

TEST_F(I2c, OnlyAsksWhoIsThere) {
    start({.address = 0x48});
    bus.run();
    EXPECT_THAT(bus.story, ElementsAre("start", "write 72", "stop"));
    EXPECT_EQ(Unit::result(), Errc::none);
}

class I2cRead : public I2c, public testing::WithParamInterface<std::size_t> {};

TEST_P(I2cRead, TakesEveryByteAndRefusesTheOneBehind) {
    bus.to_read.resize(GetParam());
    std::iota(bus.to_read.begin(), bus.to_read.end(), std::uint8_t{1});
    std::vector<std::uint8_t> buffer(GetParam());
    start({.address = 0x48, .read = buffer});
    bus.run();
    EXPECT_THAT(buffer, ElementsAreArray(bus.to_read));
    std::vector<std::string> story = {"start", "read 72"};
    story.insert(story.end(), GetParam() - 1, "sent, ack");
    story.insert(story.end(), {"sent, nack", "stop"});
    EXPECT_THAT(bus.story, ElementsAreArray(story));
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(Unit::result(), Errc::none);
}

INSTANTIATE_TEST_SUITE_P(Bytes, I2cRead, testing::Range(std::size_t{1}, std::size_t{9}));

TEST_F(I2c, ReadsAfterARepeatedStart) {
    bus.to_read = {7, 8};
    std::array<std::uint8_t, 2> buffer{};
    start({.address = 0x48, .write = two, .read = buffer});
    bus.run();
    EXPECT_THAT(bus.story, ElementsAre("start", "write 72", "wrote 10", "wrote 20", "start",
                                       "read 72", "sent, ack", "sent, nack", "stop"));
    EXPECT_THAT(buffer, ElementsAre(7, 8));
    EXPECT_EQ(Unit::result(), Errc::none);
}

TEST_F(I2c, SaysWhenNobodyIsThere) {
    start({.address = 0x10, .write = two});
    bus.run();
    EXPECT_THAT(bus.story, ElementsAre("start", "write 16", "stop"));
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(Unit::result(), Errc::no_device);
}

TEST_F(I2c, SaysWhenAByteIsRefused) {
    bus.acknowledged_bytes = 1;
    start({.address = 0x48, .write = two});
    bus.run();
    EXPECT_THAT(bus.story, ElementsAre("start", "write 72", "wrote 10", "wrote 20", "stop"));
    EXPECT_EQ(Unit::result(), Errc::no_device);
}

TEST_F(I2c, BeginsAnewWhenAnotherMasterWins) {
    bus.lost_arbitrations = 2;
    start({.address = 0x48, .write = two});
    bus.run();
    EXPECT_THAT(bus.story,
                ElementsAre("lost", "lost", "start", "write 72", "wrote 10", "wrote 20", "stop"));
    EXPECT_EQ(Unit::result(), Errc::none);
}

TEST_F(I2c, EndsByTheTimeOutWhenADeviceHoldsTheClock) {
    bus.holds_clock = true;
    start({.address = 0x48, .write = two, .timeout_us = 5'000});
    bus.run(5);
    EXPECT_EQ(ended, 0) << "not before its time";
    bus.run(3);
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(Unit::result(), Errc::timeout);
    bus.holds_clock = false;
    bus.story.clear();
    start({.address = 0x48, .write = two});
    bus.run();
    EXPECT_EQ(Unit::result(), Errc::none) << "the unit was reset";
}

TEST_F(I2c, FreesABusThatADeviceHolds) {
    bus.clocks_until_free = 5;
    start({.address = 0x48, .write = two});
    bus.run();
    EXPECT_THAT(bus.story, ElementsAre("clock", "clock", "clock", "clock", "clock", "stop", "reset",
                                       "start", "write 72", "wrote 10", "wrote 20", "stop"));
    EXPECT_EQ(Unit::result(), Errc::none);
}

TEST_F(I2c, GivesUpABusThatStaysHeld) {
    bus.clocks_until_free = 100;
    start({.address = 0x48, .write = two});
    EXPECT_EQ(ended, 0) << "who asked is told by the interrupt";
    bus.run();
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(Unit::result(), Errc::timeout);
    EXPECT_EQ(bus.clocks_until_free, 91) << "nine clocks, and no more";
}

// ST ES0182, "I2C analog filter may provide wrong value, locking BUSY flag and preventing master
// mode entry".
TEST_F(I2c, ResetsTheUnitThatThinksThatTheBusIsHeld) {
    bus.is_locked = true;
    start({.address = 0x48, .write = two});
    bus.run();
    EXPECT_EQ(Unit::result(), Errc::none);
    EXPECT_EQ(bus.story.front(), "stop");  // of the recovery
}

TEST_F(I2c, CallsNobodyAfterCancel) {
    start({.address = 0x48, .write = two, .timeout_us = 1'000});
    EXPECT_FALSE(Unit::start({.address = 1}, {}));
    Unit::cancel();
    bus.run(10);
    EXPECT_EQ(ended, 0);
    EXPECT_TRUE(Unit::start({.address = 0x48}, {}));
}

TEST_F(I2c, StartsTheNextTransferInTheCallback) {
    struct Again {
        int count = 0;
        static void ended(void* self) {
            auto& again = *static_cast<Again*>(self);
            if (++again.count < 3) (void)Unit::start({.address = 0x48}, {ended, self});
        }
    } again;
    ASSERT_TRUE(Unit::start({.address = 0x48}, {Again::ended, &again}));
    bus.run();
    EXPECT_EQ(again.count, 3);
}

TEST_F(I2c, FindsNobodyWhereThereIsNoUnit) {
    chip.is_empty = true;
    start({.address = 0x48, .write = two});
    hal::cortex_m::nvic().enabled.insert(31);
    serve_pending({{31, I2C1_EV_IRQHandler}});
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(Unit::result(), Errc::no_device);
}

// ST RM0090, "I2C Clock control register (I2C_CCR)": at 42 MHz.
TEST_F(I2c, TakesTheNextLowerClock) {
    constexpr std::uintptr_t clock = 0x4000'541C, rise = clock + 4;
    const auto made = [&](std::uint32_t asked) {
        EXPECT_TRUE(Unit::begin(asked));
        const std::uint32_t fast = chip[clock] & 1U << 15;
        return 42e6 / ((chip[clock] & 0xFFF) * (fast != 0 ? 3 : 2));
    };
    EXPECT_LE(made(400'000), 400'000);
    EXPECT_GT(made(400'000), 390'000);
    EXPECT_EQ(chip[rise], 13U);  // 300 ns
    EXPECT_LE(made(1'000'000), 400'000);
    EXPECT_LE(made(100'000), 88'000) << "ST ES0182: repeated START above 88 kHz";
    EXPECT_GT(made(100'000), 87'000);
    EXPECT_EQ(chip[rise], 43U);  // 1000 ns
    EXPECT_LE(made(5'200), 5'200);
    EXPECT_FALSE(Unit::begin(5'000));
    EXPECT_FALSE(Unit::begin(0));
}

TEST_F(I2c, IsOwnedOnce) {
    using Other = i2c::Wired<i2c::I2C1, pad::PB6, pad::PB7>;
    EXPECT_TRUE(Unit::claim());
    EXPECT_FALSE(Other::claim());
    Unit::unclaim();
    EXPECT_TRUE(pad::PB7::claim());
    EXPECT_FALSE(Other::claim()) << "somebody has its pad";
    pad::PB7::unclaim();
    EXPECT_TRUE(Other::claim());
    Other::unclaim();
}

}  // namespace
}  // namespace perth::stm32f4
