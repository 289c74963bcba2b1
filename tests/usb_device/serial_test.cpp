// The bytes of the port, and who gets which of them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <controller_under_test.hpp>
#include <perth_port.hpp>
#include <usb_port.hpp>

#include <string>
#include <vector>

#include "runtime/ports/usb/console.hpp"
#include "runtime/ports/usb/device.hpp"
#include "tests/usb_device/host.hpp"
#include "tests/usb_device/program.hpp"

namespace perth::usb_device {
namespace {

using hal::usb::Device;
using testing::ElementsAre;
using testing::IsEmpty;

class Serial : public testing::Test {
protected:
    Serial() {
        hal::chip.now = [this] { return time += 1000; };
        print("");
        EXPECT_EQ(host.enumerate(), Outcome::ok);
    }

    void open() { ASSERT_EQ(host.control(open_terminal).outcome, Outcome::ok); }
    void close() { ASSERT_EQ(host.control(close_terminal).outcome, Outcome::ok); }

    Controller controller;
    Host host{controller};
    std::int64_t time = 0;  // µs
};

std::string lines(int first, int last) {
    std::string text;
    for (int i = first; i < last; ++i) text += fmt::format("line {}\n", i);
    return text;
}

TEST_F(Serial, WhatIsWrittenBeforeTheTerminalIsOpenedIsKept) {
    print("-- counter 1.0\n");
    print("1\n");
    EXPECT_EQ(host.read(), "");
    open();
    EXPECT_EQ(host.read() + host.read(), "-- counter 1.0\n1\n");
}

TEST_F(Serial, WithoutATerminalTheNewestWholeLinesAreKept) {
    const std::string all = lines(0, 1000);
    print(all);
    EXPECT_EQ(time, 0) << "it has not waited";
    open();
    std::string kept;
    for (std::string some = host.read(); !some.empty(); some = host.read()) kept += some;
    EXPECT_LE(kept.size(), Device::to_send_size);
    EXPECT_GT(kept.size(), Device::to_send_size - 2 * lines(999, 1000).size());
    EXPECT_TRUE(all.ends_with(kept));
    EXPECT_TRUE(kept.starts_with("line "));
}

TEST_F(Serial, ALineLongerThanTheQueueIsCutAndDoesNotHang) {
    print(std::string(3000, 'x') + "\n");
    print("end\n");
    open();
    std::string kept;
    for (std::string some = host.read(); !some.empty(); some = host.read()) kept += some;
    EXPECT_TRUE(kept.ends_with("\nend\n")) << kept;
}

TEST_F(Serial, AFullPacketIsFollowedByAnother) {
    open();
    print(std::string(64, 'a'));
    EXPECT_EQ(controller.in(host.address(), 1).data.size(), 64u);
    const Answer rest = controller.in(host.address(), 1);
    EXPECT_EQ(rest.outcome, Outcome::ok);
    EXPECT_THAT(rest.data, IsEmpty());
    EXPECT_EQ(controller.in(host.address(), 1).outcome, Outcome::timeout) << "one is enough";
    print("b");
    EXPECT_EQ(host.read(), "b");
}

TEST_F(Serial, NothingIsLostToASlowTerminal) {
    open();
    const std::string all = lines(0, 12'000);
    std::string got;
    int polls = 0;
    controller.on_poll = [&] {
        if (++polls % 100 == 0) got += host.read();  // a tenth of a second later each
    };
    print(all);
    for (std::string some = host.read(); !some.empty(); some = host.read()) got += some;
    EXPECT_GT(all.size(), 100'000u);
    EXPECT_EQ(got, all);
}

TEST_F(Serial, ATerminalThatTakesNothingIsWaitedForHalfASecondAndOnlyOnce) {
    open();
    print(lines(0, 1000));
    EXPECT_GE(time, 500'000);
    EXPECT_LT(time, 520'000);
    print(lines(1000, 2000));
    EXPECT_LT(time, 520'000);
    std::string got;
    for (std::string some = host.read(); !some.empty(); some = host.read()) got += some;
    EXPECT_TRUE(got.ends_with("line 1999\n"));
    // It has taken something: it is waited for again.
    const auto before = time;
    print(lines(0, 1000));
    EXPECT_GE(time, before + 500'000);
}

TEST_F(Serial, NoSleepingHostIsWaitedFor) {
    open();
    controller.suspend(true);
    print(lines(0, 1000));
    EXPECT_EQ(time, 0);
    controller.suspend(false);
    print("");
    std::string got = host.read();
    EXPECT_EQ(got, "") << "what wakes it is the next thing that is written";
    print("awake\n");
    for (std::string some = host.read(); !some.empty(); some = host.read()) got += some;
    EXPECT_TRUE(got.ends_with("line 999\nawake\n"));
}

TEST_F(Serial, NothingThatIsTypedIsLostToASlowProgram) {
    EXPECT_EQ(typed(), "");
    const std::string all = lines(0, 12'000);
    std::size_t sent = 0;
    std::string got;
    int naks = 0;
    while (got.size() < all.size()) {
        sent += host.write(std::string_view(all).substr(sent));
        if (sent < all.size()) ++naks;
        got += typed(7);
        ASSERT_LE(got.size(), sent);
    }
    EXPECT_EQ(got, all);
    EXPECT_GT(naks, 1000);
    EXPECT_EQ(hal::usb::Console::lost(), 0u);
}

TEST_F(Serial, TheHostWaitsWhileAPacketsRoomIsMissing) {
    EXPECT_EQ(typed(), "");
    EXPECT_EQ(host.write(std::string(1000, 'x')), Device::received_size);
    EXPECT_EQ(typed(63).size(), 63u);
    EXPECT_EQ(host.write("y"), 0u);
    EXPECT_EQ(typed(1).size(), 1u);
    EXPECT_EQ(host.write("y"), 1u);
}

// So that the agent hears its packets in a program that reads nothing.
TEST_F(Serial, AProgramThatNeverReadsDoesNotStopTheHost) {
    EXPECT_EQ(host.write(std::string(1000, 'x')), 1000u);
    EXPECT_EQ(hal::usb::Console::lost(), 1000 - Device::received_size);
    EXPECT_EQ(typed(), std::string(Device::received_size, 'x')) << "and gets the first ones";
}

TEST_F(Serial, TheProgramIsToldOncePerPacket) {
    int calls = 0;
    hal::usb::Console::on_receive({[](void* count) { ++*static_cast<int*>(count); }, &calls});
    EXPECT_EQ(host.write(std::string(65, 'x')), 65u);
    EXPECT_EQ(calls, 2);
}

TEST_F(Serial, TheAgentHearsEveryByteFirst) {
    std::string heard;
    hal::chip.console_tap = [&heard](std::uint8_t byte) {
        heard += static_cast<char>(byte);
        return byte == 6;
    };
    host.write("a\6b");
    EXPECT_EQ(heard, "a\6b");
    EXPECT_EQ(typed(), "ab");
}

TEST_F(Serial, TheTouchLeadsIntoTheBootloaderAfterTheHostHasItsAnswer) {
    EXPECT_EQ(host.set_line(1200), Outcome::ok);
    open();
    EXPECT_THAT(hal::chip.ends, IsEmpty());
    controller.setup(host.address(), close_terminal.bytes());
    EXPECT_THAT(hal::chip.ends, IsEmpty());
    EXPECT_EQ(controller.in(host.address(), 0).outcome, Outcome::ok);
    EXPECT_THAT(hal::chip.ends, ElementsAre("bootloader"));
}

TEST_F(Serial, WhatIsNoTouchDoesNothing) {
    open();
    close();  // at 115200 baud
    EXPECT_EQ(host.set_line(1200), Outcome::ok);
    close();  // was not open
    open();
    EXPECT_EQ(host.set_line(9600), Outcome::ok);
    close();
    EXPECT_EQ(host.set_line(1200), Outcome::ok);
    open();
    controller.reset();  // unplugged
    EXPECT_EQ(host.enumerate(), Outcome::ok);
    open();
    close();
    EXPECT_THAT(hal::chip.ends, IsEmpty());
}

TEST_F(Serial, ATouchWhoseEndTheHostDoesNotWaitForIsNone) {
    EXPECT_EQ(host.set_line(1200), Outcome::ok);
    open();
    controller.setup(host.address(), close_terminal.bytes());
    EXPECT_EQ(host.control(get_device).outcome, Outcome::ok);
    EXPECT_THAT(hal::chip.ends, IsEmpty());
}

TEST_F(Serial, TheResetInterfaceDoesAsItIsAskedIfThereIsOne) {
    const auto outcome = hal::usb::has_reset_interface ? Outcome::ok : Outcome::stall;
    EXPECT_EQ(host.control({0x21, 2, 0, 2, 0}).outcome, outcome);
    EXPECT_EQ(host.control({0x21, 1, 0x0100, 2, 0}).outcome, outcome);
    EXPECT_EQ(host.control({0x21, 0, 0, 2, 0}).outcome, Outcome::stall);
    EXPECT_EQ(host.control({0x21, 3, 0, 2, 0}).outcome, Outcome::stall);
    EXPECT_EQ(host.control({0xA1, 1, 0, 2, 8}).outcome, Outcome::stall);
    std::vector<std::string> ends;
    if (hal::usb::has_reset_interface) ends = {"restart", "bootloader"};
    EXPECT_EQ(hal::chip.ends, ends);
}

TEST_F(Serial, AReplugGoesOnWithWhatTheHostHasNotTaken) {
    open();
    print(lines(0, 40));
    EXPECT_EQ(controller.in(host.address(), 1).data.size(), 64u);
    EXPECT_EQ(host.enumerate(), Outcome::ok);
    EXPECT_EQ(host.read(), "") << "not opened again";
    print("new\n");
    open();
    EXPECT_EQ(host.read(), lines(0, 40).substr(64) + "new\n");
}

TEST_F(Serial, APanicGetsOutByPolling) {
    open();
    print("before\n");
    std::string got;
    controller.on_poll = [&] { got += host.read(); };
    for (int i = 0; i < 200; ++i) {
        panic("@perth ");
        panic(fmt::format("stack {}\n", i));
    }
    EXPECT_TRUE(got.starts_with("before\n@perth stack 0\n"));
    EXPECT_TRUE(got.ends_with("@perth stack 199\n"));
    EXPECT_EQ(got.find("\0", 0, 1), std::string::npos);
}

TEST_F(Serial, APanicWithoutATerminalKeepsItsBeginForTheOneThatComes) {
    print("before\n");
    int polls = 0;
    controller.on_poll = [&] { ++polls; };
    for (int i = 0; i < 200; ++i) panic(fmt::format("@perth stack {}\n", i));
    EXPECT_EQ(polls, 0) << "nobody listens";
    open();
    std::string got;
    for (std::string some = host.read(); !some.empty(); some = host.read()) got += some;
    EXPECT_TRUE(got.starts_with("@perth stack 0\n@perth stack 1\n"));
}

TEST_F(Serial, APanicDoesNotWaitForATerminalThatTakesNothing) {
    open();
    int polls = 0;
    controller.on_poll = [&] { ++polls; };
    for (int i = 0; i < 200; ++i) panic(fmt::format("@perth stack {}\n", i));
    EXPECT_EQ(polls, 1) << "board::clock_hz / 200";
}

TEST_F(Serial, FlushWaitsForTheTerminal) {
    hal::usb::Console::flush();  // with nobody there
    open();
    print("last\n");
    std::string got;
    controller.on_poll = [&] { got += host.read(); };
    hal::usb::Console::flush();
    EXPECT_EQ(got, "last\n");
}

TEST_F(Serial, PollServesTheBus) {
    int polls = 0;
    controller.on_poll = [&] { ++polls; };
    hal::usb::Console::poll();
    EXPECT_EQ(polls, 1);
}

TEST(SerialStart, NothingIsStartedByFlushAndPoll) {
    Controller controller;
    hal::usb::Console::flush();
    hal::usb::Console::poll();
    EXPECT_FALSE(controller.is_attached());
}

}  // namespace
}  // namespace perth::usb_device
