// Bootloaders that speak DFU, and dfu-util, an independent client: it shows that the models and
// this rig are right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/usb_kernel/bootloaders.hpp"
#include "tests/usb_kernel/firmware.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using testing::HasSubstr;

class Dfu : public testing::Test {
protected:
    Port port{2};
};

TEST_F(Dfu, AnStm32IsListed) {
    port.plug(make_stm32());
    const auto lsusb = run({"lsusb", "-v", "-d", "0483:df11"});
    EXPECT_THAT(lsusb.out, HasSubstr("bcdDFUVersion                   1.1a"));
    const auto list = run({"dfu-util", "-l"});
    EXPECT_EQ(list.exit_code, 0) << list.err;
    EXPECT_THAT(list.out, HasSubstr("path=\"1-2\", alt=1, "
                                    "name=\"@Option Bytes  /0x1FFFC000/01*016 e\""));
}

TEST_F(Dfu, AnStm32TakesGivesBackAndStartsAProgram) {
    const auto stm32 = make_stm32();
    port.plug(stm32);
    const Firmware firmware(20'000);
    const auto download = run({"dfu-util", "-a", "0", "-s", "0x08000000", "-D", firmware.path()});
    EXPECT_EQ(download.exit_code, 0) << download.out << download.err;
    EXPECT_EQ(sh("dfu-util -a 0 -s 0x08000000:20000 -U /tmp/back").exit_code, 0);
    EXPECT_EQ(sh("cmp /tmp/back " + firmware.path()).exit_code, 0);
    EXPECT_EQ(sh("dfu-util -a 0 -s 0x08000000:leave").exit_code, 0);
    EXPECT_TRUE(port.is_empty());
    port.unplug();
    EXPECT_EQ(stm32->started_at(), 0x08000000);
    EXPECT_TRUE(firmware.is_at_start_of(stm32->flash()));
}

TEST_F(Dfu, AProgramDetachesAndItsBootloaderTakesAnother) {
    const Udev udev;  // dfu-util sees no new device without it
    const auto loader = make_loader();
    port.plug(make_program(false), loader);
    const Firmware firmware(5'000);
    const auto download = run({"dfu-util", "-d", "1209:0001,1209:0002", "-D", firmware.path()});
    EXPECT_EQ(download.exit_code, 0) << download.out << download.err;
    port.unplug();
    EXPECT_EQ(loader->image(), firmware.bytes());
}

}  // namespace
}  // namespace perth::usb_kernel
