// The I2C driver against a model of the TWI: what the reference manual says the unit does, in
// steps. It shows the order of things, not their timing.
#include <gmock/gmock.h>

#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "i2c.hpp"
#include "perth/hal/i2c.hpp"
#include "registers.hpp"
#include "tests/register_models/nrf51/registers_in_memory.hpp"

extern "C" {
void SPI0_TWI0_IRQHandler();
void TIMER1_IRQHandler();
}

namespace perth {
namespace {

using hal::nrf51::Twi;
using hal::nrf51::twi;
using testing::ElementsAre;

/// One unit with a bus of devices. Says what happened on the bus: "S50w" is a start and an address
/// that writes, "+" an acknowledgement, "-" none, "P" a stop.
class TwiModel {
public:
    std::map<unsigned, std::vector<std::uint8_t>> devices;  // what they are read by address
    std::string bus;
    unsigned refuses = 0x100;  // the byte that no device acknowledges
    bool is_held = false;      // nothing goes on

    /// Does what the tasks ask for, and calls the interrupt, until nothing happens any more.
    void run() {
        int left = 100;
        while (!is_held && (serve_tasks() || interrupt()) && left > 0) --left;
        EXPECT_GT(left, 0) << "the interrupt never ends";
    }

private:
    Twi& unit() { return twi(0); }

    static bool take(hal::nrf51::Register& task) {
        const bool asked = task != 0;
        task = 0;
        return asked;
    }

    void address(char direction) {
        char text[8];
        std::snprintf(text, sizeof text, "S%02x%c", unsigned{unit().address}, direction);
        const bool answers = devices.count(unsigned{unit().address}) != 0;
        bus += text + std::string(answers ? "+ " : "- ");
        active_ = answers;
        if (answers) return;
        unit().errors = unit().errors | 2;
        unit().error = 1;
    }
    void stop() {
        bus += "P ";
        unit().stopped = 1;
        reading_ = suspended_ = active_ = false;
    }
    void read_byte() {
        auto& bytes = devices[unsigned{unit().address}];
        const std::uint8_t byte = bytes.empty() ? 0xFF : bytes.front();
        if (!bytes.empty()) bytes.erase(bytes.begin());
        unit().rx_data = byte;
        unit().received = 1;
        const bool is_last = (unit().shortcuts & Twi::stop_at_byte) != 0;
        bus += "r" + std::to_string(byte) + (is_last ? "- " : "+ ");
        suspended_ = (unit().shortcuts & Twi::suspend_at_byte) != 0;
        if (is_last) stop();
    }
    bool serve_tasks() {
        if (unit().enable != Twi::enabled) return false;
        if (take(unit().start_sending)) {
            address('w');
            if (!active_) return true;
            sending_ = true;
        }
        if (take(unit().start_receiving)) {
            sending_ = false;
            address('r');
            reading_ = active_;
            if (reading_) read_byte();
            return true;
        }
        const bool resumed = take(unit().resume);
        if (take(unit().stop)) {
            sending_ = false;
            stop();
            return true;
        }
        if (resumed && reading_ && suspended_) {
            read_byte();
            return true;
        }
        return send();
    }
    // A byte goes when TXD was written; the driver writes bytes below 256, so this mark is free.
    bool send() {
        if (!sending_ || unit().tx_data == sent_mark) return false;
        const bool refused = unit().tx_data == refuses;
        bus += "w" + std::to_string(unit().tx_data) + (refused ? "- " : "+ ");
        unit().tx_data = sent_mark;
        unit().sent = 1;
        if (refused) {
            unit().errors = unit().errors | 4;
            unit().error = 1;
        }
        return true;
    }
    bool interrupt() {
        const bool wanted =
            unit().error != 0 || unit().sent != 0 || unit().received != 0 || unit().stopped != 0;
        if (!wanted || unit().interrupts_on == 0) return false;
        SPI0_TWI0_IRQHandler();
        return true;
    }

    static constexpr std::uint32_t sent_mark = 0x100;
    bool sending_ = false;
    bool reading_ = false;
    bool suspended_ = false;
    bool active_ = false;
};

class TwiTest : public RegistersInMemory {
protected:
    using Bus = hal::I2cMaster<i2c::Wired<i2c::TWI0, pad::P0_00, pad::P0_30>>;

    TwiTest() {
        hal::nrf51::gpio().input = ~0U;  // both lines are high
        bus.emplace();
        EXPECT_TRUE(bus->begin(100'000));
    }
    ~TwiTest() override { bus.reset(); }

    std::string transfer(const hal::I2cTransfer& what) {
        model.bus.clear();
        ended = 0;
        EXPECT_TRUE(bus->start(what, {[](void* count) { ++*static_cast<int*>(count); }, &ended}));
        model.run();
        return model.bus;
    }

    std::optional<Bus> bus;
    TwiModel model;
    int ended = 0;
};

TEST_F(TwiTest, WritesAndStops) {
    model.devices[0x50] = {};
    const std::uint8_t bytes[] = {1, 2, 3};
    EXPECT_EQ(transfer({.address = 0x50, .write = bytes}), "S50w+ w1+ w2+ w3+ P ");
    EXPECT_EQ(ended, 1);
    EXPECT_TRUE(bus->result());
}

TEST_F(TwiTest, ReadsAndRefusesTheByteAfterTheLast) {
    model.devices[0x1D] = {7, 8, 9, 10};
    std::uint8_t bytes[3] = {};
    EXPECT_EQ(transfer({.address = 0x1D, .read = bytes}), "S1dr+ r7+ r8+ r9- P ");
    EXPECT_THAT(bytes, ElementsAre(7, 8, 9));
    EXPECT_EQ(ended, 1);
}

TEST_F(TwiTest, ReadsOneByte) {
    model.devices[0x1D] = {7, 8};
    std::uint8_t bytes[1] = {};
    EXPECT_EQ(transfer({.address = 0x1D, .read = bytes}), "S1dr+ r7- P ");
    EXPECT_THAT(bytes, ElementsAre(7));
}

TEST_F(TwiTest, ReadsAfterARepeatedStart) {
    model.devices[0x1D] = {0x5A, 1};
    const std::uint8_t which[] = {0x0D};
    std::uint8_t bytes[2] = {};
    EXPECT_EQ(transfer({.address = 0x1D, .write = which, .read = bytes}),
              "S1dw+ w13+ S1dr+ r90+ r1- P ");
    EXPECT_THAT(bytes, ElementsAre(0x5A, 1));
    EXPECT_EQ(ended, 1);
}

TEST_F(TwiTest, SaysThatNobodyAnswers) {
    const std::uint8_t bytes[] = {1, 2};
    EXPECT_EQ(transfer({.address = 0x22, .write = bytes}), "S22w- P ");
    EXPECT_EQ(bus->result().error(), Errc::no_device);
    EXPECT_EQ(ended, 1);
    std::uint8_t read[2] = {};
    EXPECT_EQ(transfer({.address = 0x22, .read = read}), "S22r- P ");
    EXPECT_EQ(bus->result().error(), Errc::no_device);
}

TEST_F(TwiTest, StopsAtAByteThatIsNotAcknowledged) {
    model.devices[0x50] = {};
    model.refuses = 2;
    const std::uint8_t bytes[] = {1, 2, 3};
    EXPECT_EQ(transfer({.address = 0x50, .write = bytes}), "S50w+ w1+ w2- P ");
    EXPECT_EQ(bus->result().error(), Errc::no_device);
    EXPECT_EQ(ended, 1);
}

TEST_F(TwiTest, AsksForADeviceByReadingAByte) {
    model.devices[0x50] = {};
    EXPECT_EQ(transfer({.address = 0x50}), "S50r+ r255- P ");
    EXPECT_TRUE(bus->result());
    EXPECT_EQ(transfer({.address = 0x51}), "S51r- P ");
    EXPECT_EQ(bus->result().error(), Errc::no_device);
}

TEST_F(TwiTest, WorksAgainAfterAnError) {
    EXPECT_EQ(transfer({.address = 0x22}), "S22r- P ");
    model.devices[0x50] = {3};
    std::uint8_t bytes[1] = {};
    EXPECT_EQ(transfer({.address = 0x50, .read = bytes}), "S50r+ r3- P ");
    EXPECT_TRUE(bus->result());
}

TEST_F(TwiTest, GivesUpABusThatStandsStill) {
    model.is_held = true;
    std::uint8_t bytes[1] = {};
    (void)transfer({.address = 0x50, .read = bytes, .timeout_us = 5'000});
    for (int ticks = 0; ticks < 4; ++ticks) {
        hal::busy_wait(1'000);
        TIMER1_IRQHandler();
    }
    EXPECT_EQ(ended, 0);
    hal::busy_wait(1'000);
    TIMER1_IRQHandler();
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(bus->result().error(), Errc::timeout);
    EXPECT_EQ(twi(0).power, 1U);
    EXPECT_EQ(twi(0).enable, Twi::enabled);
    EXPECT_EQ(twi(0).sda_pad, 30U);
    // Both pads are the unit's again: open drain, pulled up, inputs.
    EXPECT_EQ(hal::nrf51::gpio().pads[0], 0x60CU);
    EXPECT_EQ(hal::nrf51::gpio().pads[30], 0x60CU);
}

TEST_F(TwiTest, TakesTheNextLowerClock) {
    EXPECT_EQ(twi(0).frequency, Twi::k100);
    EXPECT_TRUE(bus->begin(399'999));
    EXPECT_EQ(twi(0).frequency, Twi::k250);
    EXPECT_TRUE(bus->begin(1'000'000));
    EXPECT_EQ(twi(0).frequency, Twi::k400);
    EXPECT_FALSE(bus->begin(99'999));
}

TEST_F(TwiTest, LeavesThePadsAsAfterReset) {
    bus.reset();
    EXPECT_EQ(twi(0).enable, 0U);
    EXPECT_EQ(hal::nrf51::gpio().pads[0], 2U);
    EXPECT_EQ(hal::nrf51::gpio().pads[30], 2U);
}

}  // namespace
}  // namespace perth
