// `perth devices` while boards come and go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/fakes/cdc_acm.hpp"
#include "tests/usb_kernel/bootloaders.hpp"
#include "tests/usb_kernel/eventually.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(Devices, AreListedWithTheirPlaces) {
    Port first{1};
    Port second{2};
    first.plug(make_stm32());
    second.plug(std::make_shared<fakes::CdcAcm>());
    const auto devices = run(perth({"devices"}));
    EXPECT_EQ(devices.exit_code, 0) << devices.err;
    EXPECT_THAT(devices.out,
                ContainsRegex("DFU +1-1 +0483:df11 +385C34733435 +/dev/bus/usb/001/[0-9]+ "));
    EXPECT_THAT(devices.out, ContainsRegex("serial +1-2 +0483:5740 +3156 +/dev/ttyACM0 "));
}

TEST(Devices, AreNotTheUsersWithoutARule) {
    Port port;
    port.plug(make_stm32());
    const auto devices = run(as_user(perth({"devices"})));
    EXPECT_EQ(devices.exit_code, 0) << devices.err;
    EXPECT_THAT(devices.out, ContainsRegex("0483:df11 .* no permission"));
}

// Watches while a bootloader and then a board's port are plugged in and out.
std::string watched() {
    Background watch(perth({"devices", "--watch"}));
    const auto says = [&watch](const char* text) {
        EXPECT_TRUE(eventually([&] { return watch.output().find(text) != std::string::npos; }))
            << text << " is not in " << watch.output();
    };
    says("/dev/ttyS0");
    Port port;
    port.plug(make_stm32());
    says("+ DFU      1-1       0483:df11");
    port.unplug();
    says("- DFU      1-1       0483:df11");
    port.plug(std::make_shared<fakes::CdcAcm>());
    says("+ serial   1-1       0483:5740  /dev/ttyACM0");
    port.unplug();
    says("- serial   1-1       0483:5740  /dev/ttyACM0");
    return watch.output();
}

TEST(Devices, AreWatchedWithoutUdevd) { watched(); }

TEST(Devices, AreWatchedWithUdevd) {
    const Udev udev;
    watched();
}

}  // namespace
}  // namespace perth::usb_kernel
