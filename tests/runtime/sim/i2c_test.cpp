// The simulated I2C bus and what is attached to it.
#include "perth/hal/i2c.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using testing::Each;

class SimI2cTest : public RuntimeTest {
protected:
    SimI2cTest() {
        host::board().capture_record();
        EXPECT_TRUE(bus.begin(100'000));
    }

    hal::Callback counts_end() {
        return {[](void* counter) {
                    EXPECT_TRUE(hal::in_interrupt());
                    ++*static_cast<int*>(counter);
                },
                &ended};
    }

    hal::I2cMaster<i2c::I0> bus;
    int ended = 0;
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

namespace example {

perth::ThreadSafeFlag ended;

perth::Task<perth::Result<std::uint16_t>> temperature() {
    perth::hal::I2cMaster<perth::i2c::I0> bus;
    if (!bus.begin(400'000)) co_return perth::Errc::out_of_range;
    const std::uint8_t which[] = {0x00};
    std::uint8_t bytes[2] = {};
    const perth::hal::Callback end = {[](void*) { ended.set(); }};
    (void)bus.start({.address = 0x48, .write = which, .read = bytes}, end);
    (void)co_await ended.wait();
    if (const auto result = bus.result(); !result) co_return result.error();
    co_return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

}  // namespace example

class I2cExample : public RuntimeTest {
protected:
    Scheduler sch;
};

TEST_F(I2cExample, ReadsARegisterOrSaysThatNobodyIsThere) {
    EXPECT_EQ(sch.run(example::temperature()).error(), Errc::no_device);
    sim::I2cRegisters sensor(0, 0x48);
    sensor[0] = 0x19;
    sensor[1] = 0x80;
    EXPECT_EQ(sch.run(example::temperature()).value(), 0x1980);
}

TEST_F(I2cExample, MayBeCancelledAtAnyTime) {
    sim::I2cRegisters sensor(0, 0x48);
    const TaskHandle<Result<std::uint16_t>> task = sch(example::temperature());
    host::board().at(100us, [this] { sch.stop(); });
    sch.run_forever();
    EXPECT_EQ(task.cancel(), Cancelled::yes);
    EXPECT_EQ(sch.run(example::temperature()).value(), 0);
}

}  // namespace
}  // namespace perth
