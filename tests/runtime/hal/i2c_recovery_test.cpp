// How a bus is freed on which a device holds the data line: by the pads, and by the simulated unit.
#include "perth/hal/i2c_recovery.hpp"

#include <sim.hpp>

#include "perth/hal/i2c.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

/// A device at the pads P3 (clock) and P4 (data) that holds the data line for so many clocks.
class HeldPads : public RuntimeTest {
protected:
    static constexpr int clock_pad = 3;
    static constexpr int data_pad = 4;

    void hold_for(int clocks) {
        host::board().drive(data_pad, host::Level::low);
        host::board().on_level(clock_pad, [this, clocks](bool level) {
            if (level || ++clocks_seen != clocks) return;
            host::board().drive(data_pad, host::Level::open);
        });
        host::board().on_level(data_pad, [this](bool level) {
            const bool clock_is_high = host::board().level(clock_pad) == host::Level::high;
            if (clock_is_high) stops += level ? "P" : "S";
        });
    }

    int clocks_seen = 0;
    std::string stops;  // each START (S) and STOP (P) on the bus
};

const auto recover = hal::recover_i2c_bus<pad::P3, pad::P4>;

TEST_F(HeldPads, GetAsManyClocksAsTheDeviceWantsThenAStop) {
    hold_for(4);
    EXPECT_TRUE(recover());
    EXPECT_EQ(clocks_seen, 4 + 1);  // the STOP's
    EXPECT_TRUE(stops.ends_with("P")) << stops;
    EXPECT_LE(hal::now(), 120);
}

TEST_F(HeldPads, GetNineClocksAtMost) {
    hold_for(9);
    EXPECT_TRUE(recover());
    EXPECT_LE(hal::now(), 120);
}

TEST_F(HeldPads, AreGivenUpAfterNineClocks) {
    hold_for(10);
    EXPECT_FALSE(recover());
    EXPECT_EQ(clocks_seen, 9);
    EXPECT_LE(hal::now(), 120);
}

TEST_F(HeldPads, OfAFreeBusGetAStopOnly) {
    EXPECT_TRUE(recover());
    EXPECT_EQ(hal::now(), 20);
}

TEST_F(HeldPads, AreGivenUpAtOnceIfTheClockIsHeldToo) {
    host::board().drive(clock_pad, host::Level::low);
    EXPECT_FALSE(recover());
    EXPECT_EQ(hal::now(), 5);
}

class HeldBus : public RuntimeTest {
protected:
    static constexpr std::uint8_t zero[] = {0};

    hal::Callback counts_end() {
        return {[](void* counter) { ++*static_cast<int*>(counter); }, &ended};
    }
    Result<void> transfer(std::uint32_t timeout_us) {
        EXPECT_TRUE(
            bus.start({.address = 0x48, .write = zero, .timeout_us = timeout_us}, counts_end()));
        busy_wait(1s);
        return bus.result();
    }

    sim::I2cRegisters registers{0, 0x48};
    hal::I2cMaster<i2c::I0> bus;
    int ended = 0;
};

TEST_F(HeldBus, IsFreeBeforeTheNextTransfer) {
    EXPECT_TRUE(bus.begin(100'000));
    sim::hold_i2c(0, 9);
    EXPECT_TRUE(transfer(1000));
    EXPECT_EQ(ended, 1);
}

TEST_F(HeldBus, IsFreedWhenItIsBegun) {
    sim::hold_i2c(0, 3);
    EXPECT_TRUE(bus.begin(100'000));
    EXPECT_EQ(hal::now(), 3 * 10 + 15);
    EXPECT_TRUE(transfer(1000));
}

TEST_F(HeldBus, EndsATransferByATimeout) {
    EXPECT_TRUE(bus.begin(100'000));
    sim::hold_i2c(0, 12);
    EXPECT_EQ(transfer(1000).error(), Errc::timeout);
    EXPECT_TRUE(transfer(1000));  // it got the clocks that it wanted
    EXPECT_EQ(ended, 2);
}

}  // namespace
}  // namespace perth
