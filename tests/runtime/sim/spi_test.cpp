// The simulated SPI bus and what is attached to it.
#include "perth/hal/spi.hpp"

#include <sim.hpp>

#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using testing::Each;

class SimSpiTest : public RuntimeTest {
protected:
    SimSpiTest() { EXPECT_TRUE(bus.begin({.frequency_hz = 1'000'000})); }

    hal::Callback counts_end() {
        return {[](void* counter) {
                    EXPECT_TRUE(hal::in_interrupt());
                    ++*static_cast<int*>(counter);
                },
                &ended};
    }

    int ended = 0;

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

constexpr std::uint8_t register_5[] = {5};
constexpr std::uint8_t three[] = {5, 0xAB, 0xCD};

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

TEST_F(SimSpiTest, ADeviceStaysWhenTheBoardIsRestarted) {
    host::board().restart();
    host::board().drive(5, true);
    host::board().drive(5, false);
    EXPECT_EQ(selections, "off on ");
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

namespace example {

perth::ThreadSafeFlag ended;

perth::Task<std::uint8_t> identity() {
    perth::hal::SpiMaster<perth::spi::S0> bus;
    perth::hal::Output<perth::pad::P5, perth::active::low> select;
    if (!bus.begin({.frequency_hz = 2'000'000, .mode = 3})) co_return 0;
    const std::uint8_t question[] = {0x9F};
    std::uint8_t answer[2] = {};
    select.on();
    const perth::hal::Callback end = {[](void*) { ended.set(); }};
    (void)bus.start({.write = question, .read = answer}, end);
    (void)co_await ended.wait();
    co_return answer[1];  // the first comes while the question goes
}

}  // namespace example

class SpiExample : public RuntimeTest {
protected:
    Scheduler sch;
};

TEST_F(SpiExample, AsksTheDeviceThatIsSelected) {
    std::uint8_t last = 0;
    const auto answer = [&last](std::uint8_t byte) -> std::uint8_t {
        return std::exchange(last, byte) == 0x9F ? 0x42 : 0;
    };
    const sim::SpiDevice flash(0, {.select_pad = 5, .exchange = answer});
    EXPECT_EQ(sch.run(example::identity()), 0x42);
}

}  // namespace
}  // namespace perth
