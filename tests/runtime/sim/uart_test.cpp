// The simulated UARTs and what is at their other end.
#include "perth/hal/uart.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string read_all(hal::Uart<uart::U0>& line) {
    std::uint8_t buffer[256];
    return {reinterpret_cast<const char*>(buffer), line.read(buffer)};
}

hal::Callback counts(int& count) {
    return {[](void* counter) {
                EXPECT_TRUE(hal::in_interrupt());
                ++*static_cast<int*>(counter);
            },
            &count};
}

class SimUartTest : public RuntimeTest {
protected:
    SimUartTest() { host::board().capture_record(); }

    hal::Uart<uart::U0> line;
    sim::UartPeer peer{0};
    int received = 0;
    int transmitted = 0;
};

TEST_F(SimUartTest, EachByteTakesTenBitsWithoutRoundingErrors) {
    ASSERT_TRUE(line.begin(9600));
    EXPECT_EQ(line.write(bytes("abc")), 3U);
    EXPECT_TRUE(line.sending());
    busy_wait(3124us);
    EXPECT_TRUE(line.sending());
    busy_wait(1us);
    EXPECT_FALSE(line.sending());
    EXPECT_EQ(peer.received(), "abc");
    EXPECT_EQ(host::board().record(), "1042 U0t 61\n2084 U0t 62\n3125 U0t 63\n");
}

TEST_F(SimUartTest, ReceivesAtTheSameRate) {
    ASSERT_TRUE(line.begin(9600));
    line.on_receive(counts(received));
    peer.send_at(10ms, "hi");
    busy_wait(11041us);
    EXPECT_EQ(received, 0);
    busy_wait(20ms);
    EXPECT_EQ(received, 2);
    EXPECT_EQ(read_all(line), "hi");
    EXPECT_EQ(host::board().record(), "11042 U0r 68\n12084 U0r 69\n");
}

TEST_F(SimUartTest, BothDirectionsAtOnce) {
    ASSERT_TRUE(line.begin(1'000'000));
    (void)line.write(bytes("ab"));
    peer.send("cd");
    busy_wait(20us);
    EXPECT_EQ(peer.received(), "ab");
    EXPECT_EQ(read_all(line), "cd");
}

TEST_F(SimUartTest, TakesWhatFindsRoomAndTellsWhenThereIsMore) {
    ASSERT_TRUE(line.begin(1'000'000));
    line.on_transmit(counts(transmitted));
    const std::string text(200, 'x');
    const std::size_t taken = line.write(bytes(text));
    EXPECT_EQ(taken, 128U);
    EXPECT_EQ(line.write(bytes(text)), 0U);
    busy_wait(640us);
    EXPECT_EQ(transmitted, 1);
    EXPECT_EQ(line.write(bytes(text.substr(taken))), 64U);
    busy_wait(10ms);
    EXPECT_EQ(transmitted, 3);  // the last write did not take all, either; and the end
    EXPECT_EQ(peer.received().size(), 192U);
}

TEST_F(SimUartTest, CountsWhatFoundNoRoomOrCameDamaged) {
    ASSERT_TRUE(line.begin(115200));
    peer.send(std::string(130, 'x'));
    busy_wait(50ms);
    EXPECT_EQ(line.lost(), 2U);
    EXPECT_EQ(read_all(line).size(), 128U);
    peer.set_baud(9600);
    peer.send("y");
    busy_wait(50ms);
    EXPECT_EQ(line.lost(), 3U);
    (void)line.write(bytes("z"));
    busy_wait(50ms);
    EXPECT_EQ(peer.received(), "");
    ASSERT_TRUE(line.begin(9600));
    (void)line.write(bytes("z"));
    busy_wait(50ms);
    EXPECT_EQ(line.lost(), 0U);
    EXPECT_EQ(peer.received(), "z");
}

TEST_F(SimUartTest, NothingArrivesWhereNobodyHasBegun) {
    peer.send("ab");
    busy_wait(50ms);
    EXPECT_EQ(line.write(bytes("c")), 0U);
    ASSERT_TRUE(line.begin(115200));
    EXPECT_EQ(read_all(line), "");
    EXPECT_EQ(line.lost(), 0U);
}

TEST_F(SimUartTest, AnEndForgetsWhatWasUnderWay) {
    ASSERT_TRUE(line.begin(9600));
    line.on_transmit(counts(transmitted));
    (void)line.write(bytes("abc"));
    busy_wait(1500us);
    line.end();
    EXPECT_FALSE(line.sending());
    ASSERT_TRUE(line.begin(9600));
    (void)line.write(bytes("d"));
    busy_wait(50ms);
    EXPECT_EQ(peer.received(), "ad");
    EXPECT_EQ(transmitted, 0);
}

TEST_F(SimUartTest, RefusesABaudRateThatNoClockMakes) {
    EXPECT_EQ(line.begin(0).error(), Errc::out_of_range);
    EXPECT_EQ(line.begin(20'000'000).error(), Errc::out_of_range);
}

TEST_F(SimUartTest, ThePeerHearsLinesWithTheirTimesAndAnswers) {
    peer.on_line([this](std::string_view text) {
        if (text == "AT") peer.send("OK\r\n");
    });
    ASSERT_TRUE(line.begin(1'000'000));
    (void)line.write(bytes("AT\r\nrest"));
    busy_wait(10ms);
    EXPECT_THAT(peer.lines(), ElementsAre(sim::UartPeer::Line{40us, "AT"}));
    EXPECT_EQ(read_all(line), "OK\r\n");
}

TEST_F(SimUartTest, AWireJoinsTwoUarts) {
    hal::Uart<uart::U1> other;
    const sim::UartWire wire(0, 1);
    ASSERT_TRUE(line.begin(1'000'000));
    ASSERT_TRUE(other.begin(1'000'000));
    (void)other.write(bytes("ping"));
    busy_wait(40us);
    EXPECT_EQ(read_all(line), "ping");
    EXPECT_EQ(host::board().record(),
              "10 U1t 70\n10 U0r 70\n20 U1t 69\n20 U0r 69\n"
              "30 U1t 6e\n30 U0r 6e\n40 U1t 67\n40 U0r 67\n");
}

TEST_F(SimUartTest, TwoObjectsOfOneUartPanic) {
    EXPECT_EXIT(hal::Uart<uart::U0>(), testing::ExitedWithCode(1), "@perth panic pad in use: U0");
}

namespace example {

perth::ThreadSafeFlag arrived;

perth::Task<std::uint8_t> ask() {
    perth::hal::Uart<perth::uart::U0> line;
    if (!line.begin(9600)) co_return 0;
    line.on_receive({[](void*) { arrived.set(); }});
    const std::uint8_t question[] = {'?'};
    (void)line.write(question);
    (void)co_await arrived.wait();
    std::uint8_t answer[1] = {};
    (void)line.read(answer);
    co_return answer[0];
}

}  // namespace example

class UartExample : public RuntimeTest {
protected:
    Scheduler sch;
};

TEST_F(UartExample, AsksAndHears) {
    sim::UartPeer peer(0);
    peer.on_byte([&peer](std::uint8_t byte) { peer.send(byte == '?' ? "!" : "."); });
    EXPECT_EQ(sch.run(example::ask()), '!');
}

}  // namespace
}  // namespace perth
