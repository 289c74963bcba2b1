// SPI transfers, as the unit and as QEMU has them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <board.hpp>
#include <perth_port.hpp>

#include <array>
#include <core_registers.hpp>
#include <vector>

#include "perth/hal/spi.hpp"
#include "tests/ports/stm32f4/chip.hpp"

extern "C" void SPI2_IRQHandler();

namespace perth::stm32f4 {
namespace {

using testing::ElementsAre;

using Unit = spi::Wired<spi::SPI2, pad::PB13, pad::PB15, pad::PB14>;
static_assert(hal::SpiUnit<Unit>);

/// A unit whose device answers each byte by its complement.
class SpiTest : public testing::Test {
protected:
    static constexpr std::uintptr_t control1 = 0x4000'3800, control2 = control1 + 4,
                                    status = control1 + 8, data = control1 + 12;

    SpiTest() {
        chip.on_write[data] = [this](std::uint32_t value) {
            if ((chip[status] & 1) != 0) overrun = true;
            sent.push_back(static_cast<std::uint8_t>(value));
            if (is_qemu) chip[status] |= 1;
        };
        chip.on_read[data] = [this] {
            chip[status] &= ~1U;
            return sent.empty() ? 0U : ~sent.back() & 0xFFU;
        };
        EXPECT_TRUE(Unit::begin({.frequency_hz = 1'000'000, .mode = 3}));
    }
    ~SpiTest() override { Unit::end(); }

    void start(const hal::SpiTransfer& transfer) {
        ASSERT_TRUE(
            Unit::start(transfer, {[](void* count) { ++*static_cast<int*>(count); }, &ended}));
    }
    /// Lets `bytes` come back, one by one.
    void run(int bytes) {
        for (int i = 0; i < bytes; ++i) {
            chip[status] |= 1;
            if ((chip[control2] & 1U << 6) != 0) SPI2_IRQHandler();
        }
    }

    Chip chip;
    bool is_qemu = false, overrun = false;
    std::vector<std::uint8_t> sent;
    int ended = 0;
};

TEST_F(SpiTest, SendsAndReceivesAsManyBytesAsTheLongerHas) {
    const std::array<std::uint8_t, 2> write = {1, 2};
    std::array<std::uint8_t, 4> read{};
    start({.write = write, .read = read, .fill = 0xFF});
    EXPECT_THAT(sent, ElementsAre(1)) << "the next one when this has come back";
    run(3);
    EXPECT_EQ(ended, 0);
    run(1);
    EXPECT_EQ(ended, 1);
    EXPECT_THAT(sent, ElementsAre(1, 2, 0xFF, 0xFF));
    EXPECT_THAT(read, ElementsAre(0xFE, 0xFD, 0, 0));
    EXPECT_FALSE(overrun);
}

TEST_F(SpiTest, DropsWhatNobodyReads) {
    start({.write = std::array<std::uint8_t, 3>{1, 2, 3}});
    run(3);
    EXPECT_THAT(sent, ElementsAre(1, 2, 3));
    EXPECT_EQ(ended, 1);
}

TEST_F(SpiTest, EndsByInterruptEvenWithoutAByte) {
    start({});
    EXPECT_EQ(ended, 0);
    serve_pending({{36, SPI2_IRQHandler}});
    EXPECT_EQ(ended, 1);
}

TEST_F(SpiTest, GoesOnByItselfInQemuWhereBytesComeBackAtOnceWithoutAnInterrupt) {
    is_qemu = true;
    std::array<std::uint8_t, 40> read{};
    start({.read = read, .fill = 0x0F});
    serve_pending({{36, SPI2_IRQHandler}});
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(sent.size(), 40U);
    EXPECT_THAT(read, testing::Each(0xF0));
}

TEST_F(SpiTest, CallsNobodyAfterCancel) {
    start({.write = std::array<std::uint8_t, 3>{1, 2, 3}});
    EXPECT_FALSE(Unit::start({}, {}));
    Unit::cancel();
    run(3);
    EXPECT_EQ(ended, 0);
    EXPECT_TRUE(Unit::start({}, {}));
}

// ST RM0090, "SPI control register 1 (SPI_CR1)"; APB1 has 42 MHz.
TEST_F(SpiTest, TakesTheNextLowerClockAndTheMode) {
    const auto made = [&](std::uint32_t asked, std::uint8_t mode = 0) {
        EXPECT_TRUE(Unit::begin({.frequency_hz = asked, .mode = mode}));
        return 42'000'000 >> ((chip[control1] >> 3 & 7) + 1);
    };
    EXPECT_EQ(made(100'000'000), 21'000'000);
    EXPECT_EQ(made(21'000'000), 21'000'000);
    EXPECT_EQ(made(20'999'999), 10'500'000);
    EXPECT_EQ(made(165'000, 2), 164'062);
    EXPECT_EQ(chip[control1] & 3, 2U);
    EXPECT_FALSE(Unit::begin({.frequency_hz = 160'000}));
    EXPECT_FALSE(Unit::begin({.frequency_hz = 1'000'000, .mode = 4}));
}

}  // namespace
}  // namespace perth::stm32f4
