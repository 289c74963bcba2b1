// The simulated I2C and SPI buses and what is attached to them.
#include <sim.hpp>

#include "perth/hal/i2c.hpp"
#include "perth/hal/pin.hpp"
#include "perth/hal/spi.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using testing::Each;

class SimBusTest : public RuntimeTest {
protected:
    SimBusTest() { host::board().capture_record(); }

    hal::Callback counts_end() {
        return {[](void* counter) {
                    EXPECT_TRUE(hal::in_interrupt());
                    ++*static_cast<int*>(counter);
                },
                &ended};
    }

    int ended = 0;
};

class SimI2cTest : public SimBusTest {
protected:
    SimI2cTest() { EXPECT_TRUE(bus.begin(100'000)); }

    hal::I2cMaster<i2c::I0> bus;
};

constexpr std::uint8_t register_5[] = {5};
constexpr std::uint8_t three[] = {5, 0xAB, 0xCD};

TEST_F(SimI2cTest, WritesThenReadsAndTakesNineClocksAByte) {
    sim::I2cRegisters registers(0, 0x48);
    registers[5] = 0x12;
    registers[6] = 0x34;
    std::uint8_t answer[2] = {};
    ASSERT_TRUE(bus.start({.address = 0x48, .write = register_5, .read = answer}, counts_end()));
    EXPECT_FALSE(bus.start({.address = 0x48}, counts_end()));  // one at a time
    busy_wait(1s);
    EXPECT_EQ(ended, 1);
    EXPECT_TRUE(bus.result());
    EXPECT_THAT(answer, ElementsAre(0x12, 0x34));
    EXPECT_EQ(host::board().record(), "190 I0 48 w 05 ok\n480 I0 48 r 1234 ok\n");
}

TEST_F(SimI2cTest, WritesRegisters) {
    sim::I2cRegisters registers(0, 0x48);
    ASSERT_TRUE(bus.start({.address = 0x48, .write = three}, counts_end()));
    busy_wait(1s);
    EXPECT_EQ(registers[5], 0xAB);
    EXPECT_EQ(registers[6], 0xCD);
    EXPECT_EQ(host::board().record(), "380 I0 48 w 05abcd ok\n");
}

TEST_F(SimI2cTest, NobodyAcknowledgesAnAddressWithoutADevice) {
    sim::I2cRegisters registers(0, 0x48);
    std::uint8_t answer[2] = {};
    ASSERT_TRUE(bus.start({.address = 0x49, .write = register_5, .read = answer}, counts_end()));
    busy_wait(1s);
    EXPECT_EQ(bus.result().error(), Errc::no_device);
    ASSERT_TRUE(bus.start({.address = 0x49, .read = answer}, counts_end()));
    busy_wait(1s);
    EXPECT_EQ(bus.result().error(), Errc::no_device);
    EXPECT_EQ(ended, 2);
    EXPECT_EQ(host::board().record(), "110 I0 49 w 05 nack\n1000110 I0 49 r - nack\n");
}

TEST_F(SimI2cTest, ADeviceMayRefuseBytes) {
    const sim::I2cDevice device(0, 0x20,
                                {.write = [](std::span<const std::uint8_t>) { return 2; }});
    ASSERT_TRUE(bus.start({.address = 0x20, .write = three}, counts_end()));
    busy_wait(1s);
    EXPECT_EQ(bus.result().error(), Errc::no_device);
    EXPECT_EQ(host::board().record(), "380 I0 20 w 05abcd nack\n");
}

TEST_F(SimI2cTest, AnEmptyTransferAsksWhoIsThere) {
    {
        const sim::I2cDevice device(0, 0x20, {});
        ASSERT_TRUE(bus.start({.address = 0x20}, counts_end()));
        busy_wait(1ms);
        EXPECT_TRUE(bus.result());
    }
    ASSERT_TRUE(bus.start({.address = 0x20}, counts_end()));
    busy_wait(1ms);
    EXPECT_EQ(bus.result().error(), Errc::no_device);
    EXPECT_EQ(host::board().record(), "110 I0 20 w - ok\n1110 I0 20 w - nack\n");
}

TEST_F(SimI2cTest, ADeviceThatHoldsTheClockDelaysOrTimesOut) {
    const auto fill = [](std::span<std::uint8_t> bytes) { bytes[0] = 7; };
    const sim::I2cDevice slow(0, 0x20, {.read = fill, .stretch = 5ms});
    std::uint8_t answer[1] = {};
    ASSERT_TRUE(bus.start({.address = 0x20, .read = answer}, counts_end()));
    busy_wait(5199us);
    EXPECT_EQ(ended, 0);
    busy_wait(1us);
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(answer[0], 7);
    ASSERT_TRUE(bus.start({.address = 0x20, .read = answer, .timeout_us = 2000}, counts_end()));
    busy_wait(2ms);
    EXPECT_EQ(ended, 2);
    EXPECT_EQ(bus.result().error(), Errc::timeout);
    EXPECT_EQ(host::board().record(), "5200 I0 20 r 07 ok\n7200 I0 20 r - nack\n");
}

TEST_F(SimI2cTest, ACancelledTransferTouchesNothing) {
    sim::I2cRegisters registers(0, 0x48);
    std::uint8_t answer[2] = {1, 1};
    ASSERT_TRUE(bus.start({.address = 0x48, .read = answer}, counts_end()));
    busy_wait(100us);
    bus.cancel();
    busy_wait(1s);
    EXPECT_EQ(ended, 0);
    EXPECT_THAT(answer, Each(1));
    EXPECT_TRUE(bus.start({.address = 0x48, .read = answer}, counts_end()));
    busy_wait(1s);
    EXPECT_THAT(answer, Each(0));
}

TEST_F(SimI2cTest, TheEndMayStartTheNext) {
    using Self = std::remove_pointer_t<decltype(this)>;
    const auto again = [](void* test) {
        auto& self = *static_cast<Self*>(test);
        EXPECT_TRUE(self.bus.start({.address = 0x48}, self.counts_end()));
    };
    sim::I2cRegisters registers(0, 0x48);
    ASSERT_TRUE(bus.start({.address = 0x48}, {again, this}));
    busy_wait(220us);
    EXPECT_EQ(ended, 1);
}

TEST_F(SimI2cTest, WantsAClock) {
    EXPECT_EQ(bus.begin(0).error(), Errc::out_of_range);
    bus.end();
    EXPECT_FALSE(bus.start({.address = 0x48}, counts_end()));
}

class SimSpiTest : public SimBusTest {
protected:
    SimSpiTest() { EXPECT_TRUE(bus.begin({.frequency_hz = 1'000'000})); }

    hal::SpiMaster<spi::S0> bus;
    hal::Output<pad::P5, active::low> select;
    std::uint8_t last = 0;
    std::string selections;
    const sim::SpiDevice echo{
        0,
        {.select_pad = 5,
         .exchange = [this](std::uint8_t byte) { return std::exchange(last, byte); },
         .on_select = [this](bool selected) { selections += selected ? "on " : "off "; }}};
};

TEST_F(SimSpiTest, SendsAndReceivesAtOnceInEightClocksAByte) {
    host::board().capture_record();
    std::uint8_t answer[3] = {};
    select.on();
    ASSERT_TRUE(bus.start({.write = three, .read = answer}, counts_end()));
    EXPECT_FALSE(bus.start({.write = three}, counts_end()));
    busy_wait(23us);
    EXPECT_EQ(ended, 0);
    busy_wait(1us);
    EXPECT_EQ(ended, 1);
    select.off();
    EXPECT_THAT(answer, ElementsAre(0, 5, 0xAB));
    EXPECT_EQ(selections, "on off ");
    EXPECT_EQ(host::board().record(), "0 P5 0\n24 S0 05abcd 0005ab\n24 P5 1\n");
}

TEST_F(SimSpiTest, FillsAndDropsWhereOneSideIsLonger) {
    std::uint8_t answer[3] = {};
    select.on();
    ASSERT_TRUE(bus.start({.write = register_5, .read = answer, .fill = 0x77}, counts_end()));
    busy_wait(1ms);
    EXPECT_THAT(answer, ElementsAre(0, 5, 0x77));
    ASSERT_TRUE(bus.start({.write = three, .read = std::span(answer, 1)}, counts_end()));
    busy_wait(1ms);
    EXPECT_THAT(answer, ElementsAre(0x77, 5, 0x77));
    EXPECT_EQ(ended, 2);
}

TEST_F(SimSpiTest, NobodyAnswersWhoIsNotSelected) {
    std::uint8_t answer[3] = {};
    ASSERT_TRUE(bus.start({.write = three, .read = answer}, counts_end()));
    busy_wait(1ms);
    EXPECT_THAT(answer, Each(0xFF));
    EXPECT_EQ(last, 0);
}

TEST_F(SimSpiTest, ACancelledTransferTouchesNothing) {
    std::uint8_t answer[3] = {};
    select.on();
    ASSERT_TRUE(bus.start({.write = three, .read = answer}, counts_end()));
    bus.cancel();
    busy_wait(1ms);
    EXPECT_EQ(ended, 0);
    EXPECT_THAT(answer, Each(0));
    EXPECT_EQ(bus.begin({.mode = 4}).error(), Errc::out_of_range);
}

}  // namespace
}  // namespace perth
