// The monitor's line over SPI.
#include "perth/diag/mon_spi.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class MonSpiTest : public RuntimeTest {
protected:
    MonSpiTest() { host::board().capture_record(); }

    hal::SpiMaster<spi::S0> bus;
    hal::Output<pad::P5, active::low> select;
    mon::SpiLine<spi::S0, pad::P5> line{bus, select};
    mon::Monitor monitor;
    std::string received;
    const sim::SpiDevice receiver{0, {.select_pad = 5, .exchange = [this](std::uint8_t byte) {
                                          received += static_cast<char>(byte);
                                          return std::uint8_t{0};
                                      }}};
};

TEST_F(MonSpiTest, SelectsTheReceiverForEachByteAfterAResetWithoutIt) {
    ASSERT_TRUE(line.begin({.frequency_hz = 1'000'000}, monitor));
    mon::Trigger(*monitor.claim(3)).pulse();
    busy_wait(1ms);
    EXPECT_EQ(received, "zCc");
    EXPECT_EQ(host::board().record(),
              "8 S0 00 ff\n"
              "8 P5 0\n16 S0 7a 00\n16 P5 1\n"
              "16 P5 0\n24 S0 43 00\n24 P5 1\n"
              "24 P5 0\n32 S0 63 00\n32 P5 1\n");
}

TEST_F(MonSpiTest, WaitsForRoomInItsQueue) {
    ASSERT_TRUE(line.begin({.frequency_hz = 1'000'000}, monitor));
    mon::Trigger trigger(*monitor.claim(3));
    for (int i = 0; i < 100; ++i) trigger.set(i % 2 == 0);
    busy_wait(1ms);
    EXPECT_EQ(received.size(), 101U);
    EXPECT_EQ(monitor.lost(), 0U);
}

TEST_F(MonSpiTest, InterruptsSendBetweenTheBytesOfTasks) {
    ASSERT_TRUE(line.begin({.frequency_hz = 1'000'000}, monitor));
    mon::Trigger task(*monitor.claim(1));
    mon::Trigger handler(*monitor.claim(2));
    for (int i = 0; i < 10; ++i) {
        host::board().at(std::chrono::microseconds(100 + 7 * i), [&] { handler.set(true); });
    }
    busy_wait(100us);
    for (int i = 0; i < 10; ++i) {
        task.set(true);
        busy_wait(5us);
    }
    busy_wait(1ms);
    EXPECT_EQ(received.size(), 21U);
    EXPECT_EQ(std::count(received.begin(), received.end(), 'B'), 10);
    EXPECT_EQ(std::count(received.begin(), received.end(), 'A'), 10);
}

TEST_F(MonSpiTest, ABusThatWasEndedLosesBytesAndSaysSo) {
    ASSERT_TRUE(line.begin({.frequency_hz = 1'000'000}, monitor));
    busy_wait(1ms);
    bus.end();
    mon::Trigger(*monitor.claim(1)).set(true);
    EXPECT_EQ(monitor.lost(), 1U);
    EXPECT_FALSE(select.is_on());
}

TEST_F(MonSpiTest, AModeThatTheBusLacksIsAnError) {
    EXPECT_EQ(line.begin({.mode = 4}, monitor).error(), Errc::out_of_range);
}

namespace example {

struct Program {  // the objects are the program's, so that the test ends them
    perth::hal::SpiMaster<perth::spi::S1> bus;
    perth::hal::Output<perth::pad::P6, perth::active::low> select;
    perth::mon::SpiLine<perth::spi::S1, perth::pad::P6> line{bus, select};
    perth::mon::Monitor monitor;

    void perth_main(perth::Scheduler&) {
        if (!line.begin({.frequency_hz = 4'000'000}, monitor)) return;
    }
};

}  // namespace example

TEST_F(MonSpiTest, Example) {
    std::string heard;
    const sim::SpiDevice other(1, {.select_pad = 6, .exchange = [&heard](std::uint8_t byte) {
                                       heard += static_cast<char>(byte);
                                       return std::uint8_t{0};
                                   }});
    Scheduler sch;
    example::Program program;
    program.perth_main(sch);
    busy_wait(1ms);
    EXPECT_EQ(heard, "z");
}

}  // namespace
}  // namespace perth
