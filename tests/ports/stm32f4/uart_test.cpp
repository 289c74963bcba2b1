// What QEMU's USART never does: be full, interrupt when there is room or all is sent, receive what
// is damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <board.hpp>
#include <perth_port.hpp>

#include <array>
#include <core_registers.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "perth/hal/uart.hpp"
#include "tests/ports/stm32f4/chip.hpp"

extern "C" void USART2_IRQHandler();

namespace perth::stm32f4 {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

using Unit = uart::Wired<uart::USART2, pad::PA2, pad::PA3>;
static_assert(hal::UartUnit<Unit>);

class UartTest : public testing::Test {
protected:
    static constexpr std::uintptr_t status = 0x4000'4400, data = status + 4, baud = status + 8,
                                    control = status + 12;
    static constexpr std::uint32_t received = 1U << 5, completed = 1U << 6, room = 1U << 7;

    UartTest() {
        chip[status] = room | completed;
        chip.on_write[data] = [this](std::uint32_t value) {
            waiting_ = value;
            chip[status] &= ~(room | completed);
        };
        chip.on_read[data] = [this] {
            chip[status] &= ~(received | 0xFU);
            return arrived_;
        };
        EXPECT_TRUE(Unit::begin(115'200));
        Unit::on_receive(
            {[](void* self) { ++static_cast<UartTest*>(self)->received_calls; }, this});
        Unit::on_transmit(
            {[](void* self) { ++static_cast<UartTest*>(self)->transmit_calls; }, this});
    }
    ~UartTest() override { Unit::end(); }

    /// A byte's time passes on the wire.
    void byte_time() {
        if (waiting_) sent.push_back(static_cast<std::uint8_t>(*waiting_));
        chip[status] |= room | (waiting_ ? 0 : completed);
        waiting_.reset();
        interrupt();
    }
    void arrive(std::uint8_t byte, std::uint32_t errors = 0) {
        arrived_ = byte;
        chip[status] |= received | errors;
        interrupt();
    }
    void interrupt() {
        const std::uint32_t wanted = chip[control] & chip[status] & (received | completed | room);
        if (wanted != 0) USART2_IRQHandler();
    }
    std::vector<std::uint8_t> read() {
        std::array<std::uint8_t, 200> buffer{};
        return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(Unit::read(buffer))};
    }

    Chip chip;
    std::vector<std::uint8_t> sent;
    int received_calls = 0, transmit_calls = 0;

private:
    std::optional<std::uint32_t> waiting_;
    std::uint32_t arrived_ = 0;
};

TEST_F(UartTest, SendsByInterruptWhatDoesNotGoAtOnce) {
    const std::array<std::uint8_t, 3> bytes = {1, 2, 3};
    EXPECT_EQ(Unit::write(bytes), 3U);
    EXPECT_THAT(sent, ElementsAre());
    EXPECT_TRUE(Unit::sending());
    for (int i = 0; i < 3; ++i) byte_time();
    EXPECT_THAT(sent, ElementsAre(1, 2, 3));
    EXPECT_TRUE(Unit::sending()) << "the last stop bit is on the wire";
    EXPECT_EQ(transmit_calls, 0);
    byte_time();
    EXPECT_FALSE(Unit::sending());
    EXPECT_EQ(transmit_calls, 1);
    byte_time();
    EXPECT_EQ(transmit_calls, 1) << "once";
}

TEST_F(UartTest, TakesWhatFindsRoomAndTellsWhenThereIsMore) {
    std::array<std::uint8_t, 200> bytes{};
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    const std::size_t taken = Unit::write(bytes);
    EXPECT_EQ(taken, 128U);  // one is in the unit, 127 in the queue
    byte_time();
    EXPECT_EQ(transmit_calls, 1);
    EXPECT_EQ(Unit::write(std::span(bytes).subspan(taken)), 1U);
    for (int i = 0; i < 200; ++i) byte_time();
    EXPECT_EQ(sent.size(), 129U);
    EXPECT_THAT(sent, ElementsAreArray(bytes.begin(), bytes.begin() + 129));
}

TEST_F(UartTest, TellsInQemuThatAllWasSentByAnInterruptThatItPendsItself) {
    chip.on_write[data] = nullptr;
    chip.on_write.erase(data);  // sent at once: TXE and TC stay
    EXPECT_EQ(Unit::write(std::array<std::uint8_t, 2>{1, 2}), 2U);
    EXPECT_EQ(transmit_calls, 0);
    serve_pending({{38, USART2_IRQHandler}});
    EXPECT_EQ(transmit_calls, 1);
    EXPECT_FALSE(Unit::sending());
}

TEST_F(UartTest, CountsWhatIsDamagedOrLost) {
    constexpr std::uint32_t framing = 1U << 1, noise = 1U << 2, overrun = 1U << 3;
    arrive(1);
    arrive(2, framing);
    arrive(3, noise);
    arrive(4, overrun);
    EXPECT_THAT(read(), ElementsAre(1, 4));
    EXPECT_EQ(Unit::lost(), 3U);
    EXPECT_EQ(received_calls, 2);
}

TEST_F(UartTest, CountsWhatFindsNoRoom) {
    for (int i = 0; i < 130; ++i) arrive(static_cast<std::uint8_t>(i));
    EXPECT_EQ(read().size(), 127U);
    EXPECT_EQ(Unit::lost(), 3U);
}

TEST_F(UartTest, ForgetsAllAtItsEnd) {
    arrive(1);
    EXPECT_EQ(Unit::write(std::array<std::uint8_t, 9>{}), 9U);
    Unit::end();
    EXPECT_EQ(chip[control], 0U);
    EXPECT_EQ(hal::cortex_m::nvic().enabled.count(38), 0U);
    EXPECT_TRUE(Unit::begin(9600));
    EXPECT_THAT(read(), ElementsAre());
    EXPECT_EQ(Unit::lost(), 0U);
}

// At 42 MHz; BRR has 16 bits, and no less than 16 fit.
TEST_F(UartTest, ComesWithinTwoPercentOfTheBaudRateOrSaysNo) {
    EXPECT_TRUE(Unit::begin(115'200));
    EXPECT_EQ(chip[baud], 365U);
    EXPECT_TRUE(Unit::begin(2'625'000));
    EXPECT_FALSE(Unit::begin(2'700'000)) << "16 clocks are the shortest bit";
    EXPECT_FALSE(Unit::begin(2'550'000)) << "2.9 percent off";
    EXPECT_FALSE(Unit::begin(600)) << "a bit too long for BRR";
    EXPECT_FALSE(Unit::begin(0));
    EXPECT_EQ(chip[baud], 16U) << "and nothing changed";
}

TEST_F(UartTest, IsOwnedWithItsPads) {
    Unit::end();
    EXPECT_TRUE(Unit::claim());
    EXPECT_FALSE((uart::Wired<uart::USART2, pad::PD5, pad::PD6>::claim()));
    EXPECT_FALSE(pad::PA2::claim());
    Unit::unclaim();
    EXPECT_TRUE(pad::PA2::claim());
    pad::PA2::unclaim();
}

}  // namespace
}  // namespace perth::stm32f4
