// Who may open a device: what udevd makes of a rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "cli/support/process.hpp"
#include "tests/fakes/cdc_acm.hpp"
#include "tests/usb_kernel/bootloaders.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using testing::HasSubstr;

constexpr const char* rules_file = "/etc/udev/rules.d/60-perth.rules";
// An empty file here hides the one that dfu-util's package brings.
constexpr const char* dfu_util_rules = "/etc/udev/rules.d/60-dfu-util.rules";

// Returns a folder with this program alone.
std::string only(const std::string& program) {
    const std::string folder = "/tmp/only-" + program;
    std::filesystem::create_directories(folder);
    std::filesystem::create_symlink(*cli::find_program(program), folder + "/" + program);
    return folder;
}

class Permission : public testing::Test {
protected:
    ~Permission() override {
        for (const char* file : {rules_file, dfu_util_rules}) std::filesystem::remove(file);
    }

    // What lsusb can tell an ordinary user of the board.
    static std::string seen_by_user() {
        const auto lsusb = run(as_user({"lsusb", "-v", "-d", "0483:5740"}));
        return lsusb.out + lsusb.err;
    }

    // Returns dfu-util's exit code for an ordinary user.
    static int read_as_user() {
        std::filesystem::remove("/tmp/read");
        return run(as_user({"dfu-util", "-a", "0", "-s", "0x08000000:16", "-U", "/tmp/read"}))
            .exit_code;
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

TEST_F(Permission, IsTheUsersByTheRulesThatDoctorInstalls) {
    std::ofstream(dfu_util_rules) << "";
    const Udev udev;
    port.plug(make_stm32());
    udev.settle();
    EXPECT_NE(read_as_user(), 0);

    // With little on PATH there is little to examine.
    const auto doctor = run({"env", "PATH=" + only("udevadm"), perth({})[0], "doctor", "--udev"});
    EXPECT_THAT(doctor.err, HasSubstr("wrote /etc/udev/rules.d/60-perth.rules"));
    udev.settle();
    EXPECT_EQ(read_as_user(), 0);

    port.unplug();
    port.plug(make_stm32());
    udev.settle();
    EXPECT_EQ(read_as_user(), 0);
}

}  // namespace
}  // namespace perth::usb_kernel
