// Who may open a device: what udevd makes of a rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tests/fakes/cdc_acm.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using testing::HasSubstr;

constexpr const char* rules_file = "/etc/udev/rules.d/60-perth.rules";

class Permission : public testing::Test {
protected:
    ~Permission() override { std::filesystem::remove(rules_file); }

    // What lsusb can tell an ordinary user of the board.
    static std::string seen_by_user() {
        const auto lsusb = run(as_user({"lsusb", "-v", "-d", "0483:5740"}));
        return lsusb.out + lsusb.err;
    }

    Port port;
};

TEST_F(Permission, IsRootsAlone) {
    port.plug(std::make_shared<fakes::CdcAcm>());
    EXPECT_THAT(seen_by_user(), HasSubstr("Couldn't open device"));
}

TEST_F(Permission, IsRootsAloneIfUdevdHasNoRule) {
    const Udev udev;
    port.plug(std::make_shared<fakes::CdcAcm>());
    udev.settle();
    EXPECT_THAT(seen_by_user(), HasSubstr("Couldn't open device"));
}

TEST_F(Permission, IsTheUsersByARuleWithUaccess) {
    std::ofstream(rules_file) << "SUBSYSTEM==\"usb\", ATTR{idVendor}==\"0483\", "
                                 "ATTR{idProduct}==\"5740\", MODE=\"0660\", TAG+=\"uaccess\"\n";
    const Udev udev;
    port.plug(std::make_shared<fakes::CdcAcm>());
    udev.settle();
    EXPECT_THAT(seen_by_user(), Not(HasSubstr("Couldn't open device")));
}

}  // namespace
}  // namespace perth::usb_kernel
