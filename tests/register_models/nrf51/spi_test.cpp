// The SPI driver against a model that sends back what it gets, plus one.
#include <gmock/gmock.h>

#include <optional>
#include <vector>

#include "perth/hal/spi.hpp"
#include "registers.hpp"
#include "spi.hpp"
#include "tests/register_models/nrf51/registers_in_memory.hpp"

extern "C" void SPI1_TWI1_IRQHandler();

namespace perth {
namespace {

using hal::nrf51::Spi;
using testing::ElementsAre;

class SpiTest : public RegistersInMemory {
protected:
    using Bus = hal::SpiMaster<spi::Wired<spi::SPI1, pad::P0_23, pad::P0_21, pad::P0_22>>;

    SpiTest() { bus.emplace(); }
    ~SpiTest() override { bus.reset(); }

    Spi& unit() { return hal::nrf51::spi(1); }

    std::vector<unsigned> transfer(const hal::SpiTransfer& what) {
        std::vector<unsigned> sent;
        unit().tx_data = nothing;
        EXPECT_TRUE(bus->start(what, {[](void* count) { ++*static_cast<int*>(count); }, &ended}));
        while (unit().tx_data != nothing) {
            sent.push_back(unsigned{unit().tx_data});
            unit().rx_data = (unit().tx_data + 1) & 0xFF;
            unit().tx_data = nothing;
            unit().ready = 1;
            SPI1_TWI1_IRQHandler();
        }
        return sent;
    }

    static constexpr std::uint32_t nothing = 0x100;
    std::optional<Bus> bus;
    int ended = 0;
};

TEST_F(SpiTest, SendsAndReceivesAtTheSameTime) {
    ASSERT_TRUE(bus->begin({}));
    const std::uint8_t write[] = {1, 2, 3};
    std::uint8_t read[3] = {};
    EXPECT_THAT(transfer({.write = write, .read = read}), ElementsAre(1, 2, 3));
    EXPECT_THAT(read, ElementsAre(2, 3, 4));
    EXPECT_EQ(ended, 1);
}

TEST_F(SpiTest, FillsWhatIsNotWrittenAndDropsWhatIsNotRead) {
    ASSERT_TRUE(bus->begin({}));
    const std::uint8_t one[] = {9};
    std::uint8_t read[3] = {};
    EXPECT_THAT(transfer({.write = one, .read = read, .fill = 0xAA}), ElementsAre(9, 0xAA, 0xAA));
    EXPECT_THAT(read, ElementsAre(10, 0xAB, 0xAB));
    const std::uint8_t write[] = {4, 5};
    std::uint8_t first[1] = {};
    EXPECT_THAT(transfer({.write = write, .read = first}), ElementsAre(4, 5));
    EXPECT_THAT(first, ElementsAre(5));
    EXPECT_EQ(ended, 2);
}

TEST_F(SpiTest, SetsModeAndClock) {
    const struct {
        std::uint32_t hz;
        std::uint32_t code;
    } clocks[] = {{125'000, 0x0200'0000},   {249'999, 0x0200'0000},   {250'000, 0x0400'0000},
                  {1'000'000, 0x1000'0000}, {8'000'000, 0x8000'0000}, {20'000'000, 0x8000'0000}};
    for (const auto& clock : clocks) {
        ASSERT_TRUE(bus->begin({.frequency_hz = clock.hz}));
        EXPECT_EQ(unit().frequency, clock.code) << clock.hz;
    }
    const std::uint32_t configs[] = {0, 2, 4, 6};  // CPHA is bit 1, CPOL bit 2
    for (std::uint8_t mode = 0; mode < 4; ++mode) {
        ASSERT_TRUE(bus->begin({.mode = mode}));
        EXPECT_EQ(unit().config, configs[mode]);
    }
    EXPECT_EQ(unit().sck_pad, 23U);
    EXPECT_EQ(unit().mosi_pad, 21U);
    EXPECT_EQ(unit().miso_pad, 22U);
}

}  // namespace
}  // namespace perth
