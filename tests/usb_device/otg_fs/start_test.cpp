// What only OTG_FS has.
#include <gtest/gtest.h>
#include <perth_port.hpp>

#include <string>

#include "tests/usb_device/host.hpp"
#include "tests/usb_device/otg_fs/model.hpp"
#include "tests/usb_device/program.hpp"

namespace perth::usb_device {
namespace {

TEST(OtgFsStart, TellsTheCoresThatSenseTheSupplyApart) {
    for (const std::uint32_t id : {0x1100u, 0x1200u, 0x2000u, 0x2100u}) {
        OtgFs controller(id);
        print("hello\n");
        EXPECT_TRUE(controller.has_supply()) << id;
        Host host(controller);
        EXPECT_EQ(host.enumerate(), Outcome::ok) << id;
        EXPECT_EQ(host.control(open_terminal).outcome, Outcome::ok);
        EXPECT_EQ(host.read(), "hello\n");
    }
}

TEST(OtgFsStart, WithoutItsClockItIsNotTouched) {
    OtgFs controller;
    controller.has_clock = false;
    print("hello\n");
    EXPECT_FALSE(controller.is_attached());
    print(std::string(10'000, '\n'));
}

TEST(OtgFsStart, ACoreThatAlwaysReadsZeroEndsNoProgram) {
    OtgFs controller;
    controller.is_dead = true;
    print(std::string(10'000, '\n'));
    panic("@perth panic\n");
    hal::usb::Console::flush();
    EXPECT_EQ(typed(), "");
    EXPECT_FALSE(controller.is_attached());
}

TEST(OtgFsStart, PacketsComeWhileTheProgramPolls) {
    OtgFs controller;
    print("");
    Host host(controller);
    ASSERT_EQ(host.enumerate(), Outcome::ok);
    EXPECT_EQ(typed(), "");
    // As many as there is room for in the controller and the queue behind it.
    EXPECT_EQ(host.write(std::string(1000, 'x')), 256u);
    EXPECT_EQ(typed(), std::string(256, 'x'));
}

}  // namespace
}  // namespace perth::usb_device
