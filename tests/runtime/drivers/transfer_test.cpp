#include "perth/drivers/transfer.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using TransferTest = RuntimeTest;
using I2c = hal::I2cMaster<i2c::I0>;
using Spi = hal::SpiMaster<spi::S0>;

template <typename Bus>
perth::Task<> ask(Bus& bus) {
    const std::uint8_t which[] = {0x00};
    std::uint8_t bytes[2] = {};
    const auto asked =
        co_await perth::transfer(bus, {.address = 0x48, .write = which, .read = bytes});
    if (asked) perth::println("{} degrees", bytes[0]);
}

TEST_F(TransferTest, Example) {
    sim::I2cRegisters thermometer(0, 0x48);
    thermometer[0] = 21;
    I2c bus;
    ASSERT_TRUE(bus.begin(100'000));
    Scheduler sch;
    sch.run(ask(bus));
    EXPECT_TRUE(host::board().console().ends_with("21 degrees\n"));
}

TEST_F(TransferTest, TellsWhatTheBusTells) {
    I2c bus;
    ASSERT_TRUE(bus.begin(100'000));
    Scheduler sch;
    EXPECT_EQ(sch.run(transfer(bus, {.address = 0x10})).error(), Errc::no_device);
}

TEST_F(TransferTest, IsRefusedWhereTheBusWasNotBegun) {
    I2c bus;
    Scheduler sch;
    EXPECT_EQ(sch.run(transfer(bus, {.address = 0x10})).error(), Errc::already_waiting);
}

TEST_F(TransferTest, OfSpiReadsWhileItWrites) {
    const sim::SpiDevice inverter(
        0, {.exchange = [](std::uint8_t byte) { return static_cast<std::uint8_t>(~byte); }});
    Spi bus;
    ASSERT_TRUE(bus.begin({}));
    Scheduler sch;
    const std::uint8_t question[] = {0x0F, 0xF0};
    std::uint8_t answer[2] = {};
    EXPECT_TRUE(sch.run(transfer(bus, {.write = question, .read = answer})));
    EXPECT_EQ(answer[0], 0xF0);
    EXPECT_EQ(answer[1], 0x0F);
}

Task<> ask_in_vain(I2c& bus) {
    std::uint8_t bytes[100] = {};
    (void)co_await transfer(bus, {.address = 0x48, .read = bytes});
}

Task<> pause() { co_await sleep(1ms); }

TEST_F(TransferTest, CancelledGivesTheTransferUp) {
    sim::I2cRegisters thermometer(0, 0x48);
    I2c bus;
    ASSERT_TRUE(bus.begin(100'000));
    Scheduler sch;
    auto task = sch.create_task(ask_in_vain, bus);
    sch.run(pause());
    EXPECT_FALSE(bus.start({.address = 0x48}, {})) << "it is under way";
    EXPECT_EQ(task.cancel(), Cancelled::yes);
    EXPECT_TRUE(bus.start({.address = 0x48}, {}));
}

}  // namespace
}  // namespace perth
